-- What a cap left at a step, whoever wished for more. Null = no cap was in the way.
alter table wishes add column limit_min integer;
alter table wishes add column limit_prepared integer;
