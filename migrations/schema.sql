-- The whole schema, as the migrations leave it. For reading: a test holds it equal to them.
-- A forewarm database: 'fwrm' in its header, so that another program's file is never migrated.
pragma application_id = 0x6677726d;

-- One series as measured at one resolution. `samples` is kept by whoever writes the table of that name.
create table resolutions (
  id integer primary key,
  series text not null check (series <> ''),
  step_seconds integer not null check (step_seconds >= 1),
  samples integer not null default 0 check (samples >= 0),
  unique (series, step_seconds)
) strict;

-- Mean load over the step that begins at `at`. A step without a row was not observed.
create table samples (
  resolution_id integer not null,
  at integer not null check (at >= 0),
  value real not null check (value >= 0),
  primary key (resolution_id, at)
) strict, without rowid;

-- Every decision and its outcome. Settings and plans are JSON: read whole, never searched.
create table ledger (
  id integer primary key,
  group_name text not null,
  at integer not null,
  event text not null check (event in ('held', 'recommended', 'intended', 'applied', 'failed')),
  mode text not null check (mode in ('observe', 'recommend', 'act')),
  reason text not null,
  before text check (json_valid(before)),
  plan text not null check (json_valid(plan))
) strict;
create index ledger_by_group on ledger (group_name, at);
create index ledger_by_time on ledger (at);
create trigger ledger_rows_stay_as_written before update on ledger
begin
  select raise(abort, 'the ledger is append-only');
end;

-- Instance-seconds that pools used, by calendar hour and what the instances were doing. Hours of the
-- budget's zone: its offset from UTC may be a quarter of an hour.
create table usage (
  hour_start integer not null check (hour_start % 900 = 0),
  group_name text not null,
  phase text not null check (phase in ('booting', 'Stopped', 'Hibernated', 'Running')),
  instance_seconds real not null check (instance_seconds >= 0),
  primary key (hour_start, group_name, phase)
) strict, without rowid;

-- Where the next accrual of a group starts: the last observation that was billed, with the activities
-- that the next reading may list again.
create table meters (
  group_name text primary key,
  at integer not null,
  observation text not null check (json_valid(observation)),
  open text not null check (json_valid(open))
, ended text check (json_valid(ended))) strict, without rowid;

-- Scaling activities, each once; claims and boot times are counted from them.
create table activities (
  group_name text not null,
  activity_id text not null,
  kind text not null check (
    kind in ('into-pool', 'return', 'from-pool', 'cold', 'terminate', 'terminate-from-pool')
  ),
  instance_id text,
  started_at integer not null,
  ended_at integer,
  status text not null check (status in ('running', 'successful', 'failed')),
  primary key (group_name, activity_id)
) strict, without rowid;
create index activities_by_start on activities (group_name, started_at);
create index claims_by_start on activities (kind, started_at);

-- Which slot of each job was begun, by whichever process came first.
create table slots (
  job text not null,
  slot integer not null,
  started_at integer not null,
  finished_at integer,
  outcome text,
  primary key (job, slot)
) strict, without rowid;

-- Operator's holds; without an end until they are cleared.
create table pauses (
  group_name text primary key,
  until integer,
  reason text not null
) strict, without rowid;

-- Small facts worth remembering between runs, such as which TensorFlow backend works here.
create table notes (
  key text primary key,
  value text not null
) strict, without rowid;

-- Who holds this database. The lock itself is the operating system's; this row only names the holder.
create table lock_holder (
  only_row integer primary key check (only_row = 1),
  pid integer not null,
  since integer not null
) strict;

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

-- The newest entry of a group is the one appended last, whatever the clock said: its rowid tells.
create index ledger_by_append on ledger (group_name);

-- What each way of sizing would have at a step, whichever of them served, and what a cap left of it.
-- Null = it had no say, or no cap was in the way.
create table wishes (
  group_name text not null,
  at integer not null,
  predictive_min integer,
  predictive_prepared integer,
  reactive_min integer,
  reactive_prepared integer, limit_min integer, limit_prepared integer,
  primary key (group_name, at)
) strict, without rowid;

-- Groups that forewarm leaves alone since someone else changed their pool, whatever pauses an operator
-- sets beside that.
create table stand_backs (
  group_name text primary key,
  reason text not null
) strict, without rowid;

-- The newest window of each cap in which a share of it was warned of.
create table alerts (
  alert text primary key,
  window_start integer not null
) strict, without rowid;
