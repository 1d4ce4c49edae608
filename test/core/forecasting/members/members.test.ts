import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../../../src/adapters/tensorflow/backend.ts';
import { networkMember } from '../../../../src/adapters/tensorflow/forecaster.ts';
import { scaleOf } from '../../../../src/core/forecasting/features/load-history.ts';
import { constant } from '../../../../src/core/forecasting/members/constant.ts';
import { hurdle } from '../../../../src/core/forecasting/members/hurdle.ts';
import { viewOf } from '../../../../src/core/forecasting/members/member.ts';
import { standardMembers } from '../../../../src/core/forecasting/portfolio/portfolio.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { slice, type TimeSeries } from '../../../../src/core/series/series.ts';
import { dailyLoad } from '../../../support/daily-load.ts';
import { idleLoad } from '../../../support/idle-load.ts';
import { fitted, lessonOf, stepsAhead } from '../../../support/members.ts';

const tiny = { hidden: 4, rowsPerBucket: 60, steps: 10, batch: 64 };
const members = [...standardMembers(), networkMember(await openBackend('cpu'), tiny), constant];
const busy = dailyLoad({ days: 20, stepSeconds: 3600 });
const idle = idleLoad({ days: 20, stepSeconds: 3600 });
const until = 17 * 24;
const context = { seed: 2, horizon: 24, zone: 'UTC' };

/** `whole` with wild loads and holes in place of everything from step `from` on. */
function withoutFuture(whole: TimeSeries, from: number, seed: number): TimeSeries {
  const random = seededRandom(seed);
  const values = whole.values.map((value, i) => {
    if (i < from) return value;
    return random.next() < 0.2 ? Number.NaN : 1e4 * random.next();
  });
  return { ...whole, values };
}

describe.each(members.map((member) => ({ name: member.name, member })))('$name', ({ member }) => {
  const whole = member === hurdle ? idle : busy;
  const scale = scaleOf(whole.values);
  const lesson = { ...viewOf(whole, 'UTC', scale), until };
  const model = fitted(member, lesson, context);

  test('learns nothing from what its lesson leaves out', async () => {
    const noise = { ...viewOf(withoutFuture(whole, until, 1), 'UTC', scale), until };
    expect((await fitted(member, noise, context)).state).toEqual((await model).state);
  });

  test('reads nothing after the origin it is asked at', async () => {
    const trained = await model;
    fc.assert(
      fc.property(fc.integer({ min: 15 * 24, max: 19 * 24 }), fc.nat(), (origin, seed) => {
        const said = trained.quantilesAt(lesson, origin, stepsAhead(24));
        const noise = viewOf(withoutFuture(whole, origin + 1, seed), 'UTC', scale);
        expect(trained.quantilesAt(noise, origin, stepsAhead(24))).toEqual(said);
      }),
      { numRuns: 8 },
    );
  });

  test('says the same in the middle of a history as at the end of a shorter one', async () => {
    const origin = 18 * 24 + 5;
    const shorter = viewOf(slice(whole, 0, origin + 1), 'UTC', scale);
    const trained = await model;
    const said = trained.quantilesAt(lesson, origin, stepsAhead(24));
    expect(trained.quantilesAt(shorter, origin, stepsAhead(24))).toEqual(said);
    expect(said.every((row) => row.every(Number.isFinite))).toBe(true);
  });

  test('answers each step alike, whichever others are asked about', async () => {
    const origin = 18 * 24;
    const trained = await model;
    const all = trained.quantilesAt(lesson, origin, stepsAhead(24));
    const few = trained.quantilesAt(lesson, origin, Int32Array.of(2, 9, 24));
    expect(few).toEqual(all.map((row) => Float64Array.of(row[1]!, row[8]!, row[23]!)));
  });
});

test.each([
  ['three points', Float64Array.of(3, 1, 2)],
  ['zeros', new Float64Array(24 * 20)],
  ['one load', new Float64Array(24 * 20).fill(7)],
  ['a hole', new Float64Array(24 * 20).fill(Number.NaN, 50, 400)],
])(
  '%s: each member answers with numbers, says how much it wants, or declines',
  async (_, values) => {
    const lesson = lessonOf({ ...busy, values });
    for (const member of members) {
      const outcome = await member.fit(lesson, context);
      if (outcome.kind === 'unsuited') continue;
      if (outcome.kind === 'insufficient-history') {
        expect(outcome.required).toBeGreaterThan(outcome.steps);
        continue;
      }
      const said = outcome.model.quantilesAt(lesson, lesson.until - 1, stepsAhead(24));
      expect(said.every((row) => row.every(Number.isFinite))).toBe(true);
    }
  },
);
