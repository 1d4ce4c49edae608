-- Groups that forewarm leaves alone since someone else changed their pool, whatever pauses an operator
-- sets beside that.
create table stand_backs (
  group_name text primary key,
  reason text not null
) strict, without rowid;
insert into stand_backs
select group_name, reason from pauses
where until is null and reason like 'someone else changed the pool to %';
delete from pauses where group_name in (select group_name from stand_backs);

-- The newest window of each cap in which a share of it was warned of.
create table alerts (
  alert text primary key,
  window_start integer not null
) strict, without rowid;
insert into alerts select job, max(slot) from slots where job like 'alert %' group by job;
delete from slots where job like 'alert %';
