import { expect, test } from 'vitest';
import { gridLevels } from '../../../../src/core/forecasting/levels.ts';
import type { Contest } from '../../../../src/core/forecasting/portfolio/contest.ts';
import { recordOf } from '../../../../src/core/forecasting/portfolio/record.ts';

const cases = 4;

/** A contest over loads of sinh 1 = 1.18, of which each member says one z for certain; NaN = nothing. */
function contestOf(says: Readonly<Record<string, number>>): Contest {
  return {
    members: Object.keys(says),
    ahead: Int32Array.from({ length: cases }, (_, i) => i + 1),
    origins: new Int32Array(cases),
    scale: 1,
    actual: new Float64Array(cases).fill(Math.sinh(1)),
    said: Object.values(says).map(saying),
  };
}

const saying = (z: number) => gridLevels.map(() => new Float64Array(cases).fill(z));
const loss = (z: number) => Math.abs(Math.sinh(z) - Math.sinh(1));

test('is measured against the first baseline that had an answer', () => {
  const says = { linear: 1.1, 'naive-week': Number.NaN, 'naive-day': 1.5, constant: 3 };
  const { lossRatio, contest } = recordOf(contestOf(says), saying(1.2));
  expect(lossRatio).toBeCloseTo(loss(1.2) / loss(1.5), 9);
  expect(contest).toEqual([
    { member: 'linear', lossRatio: expect.closeTo(loss(1.1) / loss(1.5), 9) },
    { member: 'naive-day', lossRatio: 1 },
    { member: 'constant', lossRatio: expect.closeTo(loss(3) / loss(1.5), 9) },
  ]);
});

test('with a week behind every origin, against that of the week before', () => {
  const says = { 'naive-day': 1.5, 'naive-week': 1.4, constant: 3 };
  const { lossRatio } = recordOf(contestOf(says), saying(1.2));
  expect(lossRatio).toBeCloseTo(loss(1.2) / loss(1.4), 9);
});

test('a baseline that answered but a handful is none', () => {
  const contest = contestOf({ 'naive-week': 1.4, 'naive-day': 1.5, constant: 3 });
  for (const row of contest.said[0]!) row.fill(Number.NaN, 0, cases / 2);
  expect(recordOf(contest, saying(1.2)).lossRatio).toBeCloseTo(loss(1.2) / loss(1.5), 9);
});

test('says that nothing is known where no baseline had an answer', () => {
  const { contest } = recordOf(contestOf({ linear: 1.1, constant: Number.NaN }), saying(1.2));
  expect(contest).toEqual([]);
});
