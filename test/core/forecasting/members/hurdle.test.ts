import { describe, expect, test } from 'vitest';
import { pinball } from '../../../../src/core/forecasting/accuracy/pinball.ts';
import { gridLevels } from '../../../../src/core/forecasting/levels.ts';
import { constant } from '../../../../src/core/forecasting/members/constant.ts';
import { hurdle, restoreHurdle } from '../../../../src/core/forecasting/members/hurdle.ts';
import type { FittedMember, Lesson } from '../../../../src/core/forecasting/members/member.ts';
import { dailyLoad } from '../../../support/daily-load.ts';
import { idleLoad } from '../../../support/idle-load.ts';
import { fitted, lessonOf, loadsAfter, stepsAhead } from '../../../support/members.ts';

const perDay = 24;
const learnt = 20 * perDay;
const context = { seed: 5, horizon: perDay, zone: 'UTC' };
const whole = lessonOf(idleLoad({ days: 30, stepSeconds: 3600 }));
const lesson: Lesson = { ...whole, until: learnt };

/** Mean pinball loss of `model` in load, of a day ahead from each midnight after the lesson. */
function lossOf(model: FittedMember): number {
  let [loss, count] = [0, 0];
  const { values } = whole.history.series;
  for (let origin = learnt - 1; origin + perDay < values.length; origin += perDay) {
    const said = loadsAfter(model, whole, origin, perDay, gridLevels);
    said.forEach((row, l) => {
      row.forEach((load, i) => {
        loss += pinball(gridLevels[l]!, load, values[origin + 1 + i]!);
        count++;
      });
    });
  }
  return loss / count;
}

describe('the hurdle', () => {
  const model = fitted(hurdle, lesson, context);

  test('loses less than the distribution of the last days', async () => {
    const flat = await fitted(constant, lesson, context);
    expect(lossOf(await model)).toBeLessThan(0.95 * lossOf(flat));
  });

  test('says nothing at all, or a size that there was', async () => {
    const { z } = whole.history;
    const least = Math.min(...z.filter((value) => value > 0));
    const most = Math.max(...z);
    const said = (await model).quantilesAt(whole, learnt - 1, stepsAhead(perDay));
    for (const value of said.flatMap((row) => Array.from(row))) {
      expect(value === 0 || (value >= least - 1e-9 && value <= most + 1e-9)).toBe(true);
    }
  });

  test('holds its quantiles: as many loads are above one as it says', async () => {
    const { values } = whole.history.series;
    const level = 0.9;
    let [above, count] = [0, 0];
    for (let origin = learnt - 1; origin + perDay < values.length; origin += perDay) {
      const [row] = loadsAfter(await model, whole, origin, perDay, [level]);
      row!.forEach((load, i) => {
        if (values[origin + 1 + i]! > load) above++;
        count++;
      });
    }
    expect(above / count).toBeGreaterThan(0.03);
    expect(above / count).toBeLessThan(0.14);
  });

  test('is the same when it is saved and read again', async () => {
    const restored = restoreHurdle(JSON.parse(JSON.stringify((await model).state)));
    const said = (await model).quantilesAt(whole, learnt, stepsAhead(perDay));
    expect(restored.quantilesAt(whole, learnt, stepsAhead(perDay))).toEqual(said);
  });

  test.each([
    { name: 'a load that is seldom idle', series: dailyLoad({ days: 20, stepSeconds: 3600 }) },
    { name: 'a load that is busy as often as not', series: busyMostly() },
    { name: 'nothing at all', series: idleLoad({ days: 20, stepSeconds: 3600, busy: 0 }) },
  ])('leaves $name to others', async ({ series }) => {
    expect((await hurdle.fit(lessonOf(series), context)).kind).toBe('unsuited');
  });
});

function busyMostly() {
  return idleLoad({ days: 20, stepSeconds: 3600, busy: 1 });
}
