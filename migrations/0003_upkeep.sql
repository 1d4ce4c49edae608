-- The newest entry of a group is the one appended last, whatever the clock said: its rowid tells.
create index ledger_by_append on ledger (group_name);

-- What each way of sizing would have at a step, whichever of them served. Null = it had no say.
create table wishes (
  group_name text not null,
  at integer not null,
  predictive_min integer,
  predictive_prepared integer,
  reactive_min integer,
  reactive_prepared integer,
  primary key (group_name, at)
) strict, without rowid;
