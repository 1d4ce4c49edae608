import type { Database } from 'better-sqlite3';
import type { ClaimCount, ClaimStore } from '../../app/ports/books.ts';
import type { Activity } from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query, transaction } from './query.ts';

/** Scaling activities in table `activities`. A launch that failed claimed nothing. */
export class SqliteClaimStore implements ClaimStore {
  readonly #upsert: Query<[Activity & { readonly group: string }]>;
  readonly #count: Query<[EpochSeconds, EpochSeconds], ClaimCount>;
  readonly #countOf: Query<[EpochSeconds, EpochSeconds, string], ClaimCount>;
  readonly #durations: Query<[string, Activity['kind'], EpochSeconds, number], { seconds: number }>;
  readonly record: (group: string, activities: readonly Activity[]) => void;

  constructor(db: Database) {
    // An activity that has ended stays as it ended, whatever an older answer still says of it.
    this.#upsert = new Query(
      db,
      'write activities',
      `insert into activities
         (group_name, activity_id, kind, instance_id, started_at, ended_at, status)
       values (@group, @activityId, @kind, @instanceId, @startedAt, @endedAt, @status)
       on conflict do update set
         kind = excluded.kind, instance_id = excluded.instance_id,
         started_at = excluded.started_at, ended_at = excluded.ended_at, status = excluded.status
       where activities.status = 'running'`,
    );
    const count = `
      select count(*) filter (where kind = 'from-pool') as hits,
        count(*) filter (where kind = 'cold') as misses
      from activities where kind in ('from-pool', 'cold') and status <> 'failed'
        and started_at >= ? and started_at < ?`;
    this.#count = new Query(db, 'count claims', count);
    this.#countOf = new Query(db, 'count claims', `${count} and group_name = ?`);
    this.#durations = new Query(
      db,
      'read activities',
      `select ended_at - started_at as seconds from activities
       where group_name = ? and kind = ? and status = 'successful' and ended_at < ?
       order by started_at desc, activity_id limit ?`,
    );
    this.record = transaction(db, 'write activities', (group, activities) => {
      for (const activity of activities) this.#upsert.run({ ...activity, group });
    });
  }

  count(group: string | null, from: EpochSeconds, to: EpochSeconds): ClaimCount {
    const counted = group === null ? this.#count.get(from, to) : this.#countOf.get(from, to, group);
    return counted!; // an aggregate always yields one row
  }

  durations(
    group: string,
    kind: Activity['kind'],
    { endedBefore, limit }: { readonly endedBefore: EpochSeconds; readonly limit: number },
  ): number[] {
    return this.#durations.all(group, kind, endedBefore, limit).map(({ seconds }) => seconds);
  }
}
