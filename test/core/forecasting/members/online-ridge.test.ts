import { beforeAll, describe, expect, test } from 'vitest';
import { pinball } from '../../../../src/core/forecasting/accuracy/pinball.ts';
import { scaleOf } from '../../../../src/core/forecasting/features/load-history.ts';
import { gridLevels } from '../../../../src/core/forecasting/levels.ts';
import { type FittedMember, viewOf } from '../../../../src/core/forecasting/members/member.ts';
import {
  onlineRidge,
  restoreOnlineRidge,
} from '../../../../src/core/forecasting/members/online-ridge.ts';
import type { TimeSeries } from '../../../../src/core/series/series.ts';
import { dailyLoad } from '../../../support/daily-load.ts';
import { idleLoad } from '../../../support/idle-load.ts';
import { fitted, lessonOf, stepsAhead } from '../../../support/members.ts';

const perDay = 24;
const until = 20 * perDay;
const context = { seed: 3, horizon: perDay, zone: 'UTC' };

/** Load whose steps err each by itself until the fit, and hang together after it. */
const changing = joined(
  dailyLoad({ days: 32, stepSeconds: 3600, noise: 0.2, wander: 0 }),
  dailyLoad({ days: 32, stepSeconds: 3600, noise: 0.01, wander: 0.1 }),
);
const view = viewOf(changing, 'UTC', scaleOf(changing.values));

function joined(before: TimeSeries, after: TimeSeries): TimeSeries {
  const values = after.values.slice();
  values.set(before.values.subarray(0, until));
  return { ...after, values };
}

/** `model` as it was when it was fitted, deaf to everything since. */
function frozen({ state }: FittedMember): FittedMember {
  const parameters = { ...(state.parameters as object), trainedTo: Number.MAX_SAFE_INTEGER };
  return restoreOnlineRidge({ ...state, parameters });
}

/** Mean pinball loss of what `model` says an hour ahead on the last four days. */
function lossOf(model: FittedMember): number {
  let [loss, count] = [0, 0];
  const { z, steps } = view.history;
  for (let origin = steps - 4 * perDay; origin < steps - 1; origin++, count++) {
    const said = model.quantilesAt(view, origin, Int32Array.of(1));
    gridLevels.forEach((level, l) => {
      loss += pinball(level, said[l]![0]!, z[origin + 1]!);
    });
  }
  return loss / count;
}

describe('the online ridge', () => {
  let model: FittedMember;
  beforeAll(async () => {
    model = await fitted(onlineRidge, { ...view, until }, context);
  });

  test('learns from what came since its fit', () => {
    expect(lossOf(model)).toBeLessThan(0.9 * lossOf(frozen(model)));
  });

  test('says what it learnt while nothing new came', () => {
    const said = model.quantilesAt(view, until - 1, stepsAhead(perDay));
    expect(frozen(model).quantilesAt(view, until - 1, stepsAhead(perDay))).toEqual(said);
  });

  test('learns nothing from steps that were not observed', () => {
    const values = changing.values.map((value, i) => (i < until ? value : Number.NaN));
    const silent = viewOf({ ...changing, values }, 'UTC', view.history.scale);
    const later = until + 3 * perDay;
    const said = model.quantilesAt(silent, later, stepsAhead(perDay));
    expect(frozen(model).quantilesAt(silent, later, stepsAhead(perDay))).toEqual(said);
  });

  test('has the same in mind when it is saved and read again', () => {
    const restored = restoreOnlineRidge(JSON.parse(JSON.stringify(model.state)));
    const origin = view.history.steps - 30;
    const said = model.quantilesAt(view, origin, stepsAhead(perDay));
    expect(restored.quantilesAt(view, origin, stepsAhead(perDay))).toEqual(said);
  });

  test('is surer of calm moments than of restless ones', async () => {
    const calmer = joined(
      dailyLoad({ days: 32, stepSeconds: 3600, noise: 0.3, wander: 0 }),
      dailyLoad({ days: 32, stepSeconds: 3600, noise: 0.03, wander: 0 }),
    );
    const lesson = lessonOf(calmer);
    const knowing = await fitted(onlineRidge, lesson, context);
    const widthAt = (origin: number) => {
      const said = knowing.quantilesAt(lesson, origin, Int32Array.of(1));
      return said[gridLevels.indexOf(0.9)]![0]! - said[gridLevels.indexOf(0.1)]![0]!;
    };
    expect(widthAt(until - 1)).toBeGreaterThan(1.4 * widthAt(lesson.until - 1));
  });

  test('leaves a load that is mostly nothing to others', async () => {
    const lesson = lessonOf(idleLoad({ days: 20, stepSeconds: 3600 }));
    expect((await onlineRidge.fit(lesson, context)).kind).toBe('unsuited');
  });
});
