import type { Database } from 'better-sqlite3';
import type {
  AccuracyBooking,
  AccuracyDay,
  AccuracyStore,
  PendingForecast,
} from '../../app/ports/models.ts';
import type { LiveTally } from '../../core/forecasting/accuracy/live-accuracy.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { Query, transaction } from './query.ts';

type DayRow = Omit<AccuracyDay, 'tally'> & LiveTally;

const dayColumns = `group_name as "group", day, horizon_seconds as horizonSeconds, model,
  steps, load, loss, naive_loss as naiveLoss, error, bias, intervals, inside`;

/** Forecasts in `pending_forecasts` until their load is known, then in `forecast_accuracy`. */
export class SqliteAccuracyStore implements AccuracyStore {
  readonly #pending: Query<[string, EpochSeconds], PendingForecast>;
  readonly #say: Query<[PendingForecast & { readonly group: string }]>;
  readonly #settle: Query<[string, EpochSeconds, number]>;
  readonly #add: Query<[DayRow]>;
  readonly #days: Query<[EpochSeconds, EpochSeconds], DayRow>;
  readonly #daysOf: Query<[string, EpochSeconds, EpochSeconds], DayRow>;
  readonly #forgetDays: Query<[EpochSeconds]>;
  readonly #forgetPending: Query<[EpochSeconds]>;
  readonly book: (bookings: readonly AccuracyBooking[]) => void;
  readonly prune: (before: EpochSeconds) => void;

  constructor(db: Database) {
    this.#pending = new Query(
      db,
      'read forecasts',
      `select target, horizon_seconds as horizonSeconds, model, low, middle, high, naive
       from pending_forecasts where group_name = ? and target < ?
       order by target, horizon_seconds`,
    );
    this.#say = new Query(
      db,
      'write forecasts',
      `insert or replace into pending_forecasts
         (group_name, target, horizon_seconds, model, low, middle, high, naive)
       values (@group, @target, @horizonSeconds, @model, @low, @middle, @high, @naive)`,
    );
    this.#settle = new Query(
      db,
      'write forecasts',
      `delete from pending_forecasts
       where group_name = ? and target = ? and horizon_seconds = ?`,
    );
    this.#add = new Query(
      db,
      'write accuracy',
      `insert into forecast_accuracy
         (group_name, day, horizon_seconds, model,
          steps, load, loss, naive_loss, error, bias, intervals, inside)
       values (@group, @day, @horizonSeconds, @model,
          @steps, @load, @loss, @naiveLoss, @error, @bias, @intervals, @inside)
       on conflict do update set
         steps = steps + excluded.steps, load = load + excluded.load,
         loss = loss + excluded.loss, naive_loss = naive_loss + excluded.naive_loss,
         error = error + excluded.error, bias = bias + excluded.bias,
         intervals = intervals + excluded.intervals, inside = inside + excluded.inside`,
    );
    const order = 'order by day, group_name, horizon_seconds, model';
    this.#days = new Query(
      db,
      'read accuracy',
      `select ${dayColumns} from forecast_accuracy where day >= ? and day < ? ${order}`,
    );
    this.#daysOf = new Query(
      db,
      'read accuracy',
      `select ${dayColumns} from forecast_accuracy
       where group_name = ? and day >= ? and day < ? ${order}`,
    );
    this.#forgetDays = new Query(
      db,
      'prune accuracy',
      'delete from forecast_accuracy where day < ?',
    );
    this.#forgetPending = new Query(
      db,
      'prune forecasts',
      'delete from pending_forecasts where target < ?',
    );
    this.book = transaction(db, 'write accuracy', (bookings) => {
      for (const booking of bookings) this.#book(booking);
    });
    this.prune = transaction(db, 'prune accuracy', (before) => {
      this.#forgetDays.run(before);
      this.#forgetPending.run(before);
    });
  }

  #book({ group, said, settled, tallies }: AccuracyBooking): void {
    for (const { target, horizonSeconds } of settled) {
      this.#settle.run(group, target, horizonSeconds);
    }
    for (const forecast of said) this.#say.run({ ...forecast, group });
    for (const { tally, ...of } of tallies) this.#add.run({ ...of, ...tally, group });
  }

  pending(group: string, before: EpochSeconds): PendingForecast[] {
    return this.#pending.all(group, before);
  }

  days(group: string | null, from: EpochSeconds, to: EpochSeconds): AccuracyDay[] {
    const rows = group === null ? this.#days.all(from, to) : this.#daysOf.all(group, from, to);
    return rows.map(({ group: name, day, horizonSeconds, model, ...tally }) => {
      return { group: name, day, horizonSeconds, model, tally };
    });
  }
}
