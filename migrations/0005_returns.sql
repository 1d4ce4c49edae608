-- Instances that come back from the group are told from new ones: they boot nothing.
alter table activities rename to old_activities;
drop index activities_by_start;
drop index claims_by_start;
create index old_activities_by_instance on old_activities (group_name, instance_id, started_at);
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
-- Of those on record, whatever had done something before came back.
insert into activities
select group_name, activity_id,
  case when kind = 'into-pool' and exists (
    select 1 from old_activities as earlier
    where earlier.group_name = each.group_name and earlier.instance_id = each.instance_id
      and earlier.started_at < each.started_at
  ) then 'return' else kind end,
  instance_id, started_at, ended_at, status
from old_activities as each;
drop table old_activities;
