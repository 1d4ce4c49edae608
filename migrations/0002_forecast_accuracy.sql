-- Forecasts of steps whose load has not been measured yet.
create table pending_forecasts (
  group_name text not null,
  target integer not null,
  horizon_seconds integer not null check (horizon_seconds > 0),
  model text not null,
  low real not null,
  middle real not null,
  high real not null,
  naive real not null,
  primary key (group_name, target, horizon_seconds)
) strict, without rowid;

-- How forecasts turned out: sums over the steps of one UTC day that one model said so far ahead.
create table forecast_accuracy (
  group_name text not null,
  day integer not null check (day % 86400 = 0),
  horizon_seconds integer not null check (horizon_seconds > 0),
  model text not null,
  steps integer not null check (steps >= 0),
  load real not null,
  loss real not null,
  naive_loss real not null,
  error real not null,
  bias real not null,
  intervals integer not null,
  inside integer not null check (inside <= intervals),
  primary key (group_name, day, horizon_seconds, model)
) strict, without rowid;
