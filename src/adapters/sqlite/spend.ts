import type { Database } from 'better-sqlite3';
import type { SpendStore } from '../../app/ports/books.ts';
import type { BillingPhase } from '../../core/capacity/pricing.ts';
import type { GroupUsage, Meter, Usage, UsageSum } from '../../core/planning/budget/usage.ts';
import type { GroupObservation } from '../../core/planning/situation.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query, transaction } from './query.ts';

interface MeterRow {
  readonly at: EpochSeconds;
  readonly observation: string;
  readonly open: string;
  /** null = written by a version that did not keep them. */
  readonly ended: string | null;
}

const usageColumns =
  'group_name as "group", hour_start as hourStart, phase, instance_seconds as instanceSeconds';

/** Instance-seconds in table `usage`, and in `meters` how far they have been counted. */
export class SqliteSpendStore implements SpendStore {
  readonly #add: Query<[string, EpochSeconds, BillingPhase, number]>;
  readonly #setMeter: Query<[string, EpochSeconds, string, string, string | null]>;
  readonly #meter: Query<[string], MeterRow>;
  readonly #usage: Query<[EpochSeconds, EpochSeconds], GroupUsage>;
  readonly #usageOf: Query<[EpochSeconds, EpochSeconds, string], GroupUsage>;
  readonly #sums: Query<[EpochSeconds, EpochSeconds], UsageSum>;
  readonly #sumsOf: Query<[EpochSeconds, EpochSeconds, string], UsageSum>;
  readonly #forget: Query<[string, EpochSeconds]>;
  readonly #pullBack: Query<[EpochSeconds, string]>;
  readonly rewind: (group: string, hourStart: EpochSeconds) => void;
  readonly accrue: (group: string, usage: readonly Usage[], meter: Meter) => void;

  constructor(db: Database) {
    this.#add = new Query(
      db,
      'write usage',
      `insert into usage (group_name, hour_start, phase, instance_seconds) values (?, ?, ?, ?)
       on conflict do update set
         instance_seconds = instance_seconds + excluded.instance_seconds`,
    );
    this.#setMeter = new Query(
      db,
      'write usage',
      `insert or replace into meters (group_name, at, observation, open, ended)
       values (?, ?, ?, ?, ?)`,
    );
    this.#meter = new Query(
      db,
      'read usage',
      'select at, observation, open, ended from meters where group_name = ?',
    );
    const window = `select ${usageColumns} from usage where hour_start >= ? and hour_start < ?`;
    const order = 'order by hour_start, group_name, phase';
    this.#usage = new Query(db, 'read usage', `${window} ${order}`);
    this.#usageOf = new Query(db, 'read usage', `${window} and group_name = ? ${order}`);
    const sums = `select group_name as "group", phase, sum(instance_seconds) as instanceSeconds
      from usage where hour_start >= ? and hour_start < ?`;
    const each = 'group by group_name, phase order by group_name, phase';
    this.#sums = new Query(db, 'read usage', `${sums} ${each}`);
    this.#sumsOf = new Query(db, 'read usage', `${sums} and group_name = ? ${each}`);
    this.#forget = new Query(
      db,
      'write usage',
      'delete from usage where group_name = ? and hour_start >= ?',
    );
    this.#pullBack = new Query(
      db,
      'write usage',
      'update meters set at = min(at, ?) where group_name = ?',
    );
    this.rewind = transaction(db, 'write usage', (group, hourStart) => {
      this.#forget.run(group, hourStart);
      this.#pullBack.run(hourStart, group);
    });
    this.accrue = transaction(db, 'write usage', (group, usage, meter) => {
      for (const { hourStart, phase, instanceSeconds } of usage) {
        this.#add.run(group, hourStart, phase, instanceSeconds);
      }
      const { at, observation, open, ended } = meter;
      const [seen, running] = [JSON.stringify(observation), JSON.stringify(open)];
      this.#setMeter.run(group, at, seen, running, ended ? JSON.stringify(ended) : null);
    });
  }

  meter(group: string): Meter | null {
    const row = this.#meter.get(group);
    if (row === undefined) return null;
    const observation: GroupObservation = JSON.parse(row.observation);
    const ended = row.ended === null ? {} : { ended: JSON.parse(row.ended) };
    return { at: row.at, observation, open: JSON.parse(row.open), ...ended };
  }

  usage(group: string | null, from: EpochSeconds, to: EpochSeconds): GroupUsage[] {
    return group === null ? this.#usage.all(from, to) : this.#usageOf.all(from, to, group);
  }

  usageSums(group: string | null, from: EpochSeconds, to: EpochSeconds): UsageSum[] {
    return group === null ? this.#sums.all(from, to) : this.#sumsOf.all(from, to, group);
  }
}
