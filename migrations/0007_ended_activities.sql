-- Ids of activities that the meter has billed and that ended so late that the next reading may list
-- them again. Null = a meter from before this column.
alter table meters add column ended text check (json_valid(ended));
