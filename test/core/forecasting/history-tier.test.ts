import { describe, expect, test } from 'vitest';
import { hasRisen, historyTier, historyTiers } from '../../../src/core/forecasting/history-tier.ts';
import { viewOf, wholeOf } from '../../../src/core/forecasting/members/member.ts';
import { naiveMembers } from '../../../src/core/forecasting/members/seasonal-naive.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const day = 86_400;

describe('historyTier', () => {
  test.each([
    [0, 'reactive'],
    [day - 1, 'reactive'],
    [day, 'days'],
    [7 * day - 1, 'days'],
    [7 * day, 'weekdays'],
    [14 * day - 1, 'weekdays'],
    [14 * day, 'full'],
    [400 * day, 'full'],
  ])('%i seconds are tier %s', (seconds, name) => {
    expect(historyTier(seconds).name).toBe(name);
  });

  test('a rise is a change of tier upwards, and nothing else', () => {
    expect(hasRisen(0, day)).toBe(true);
    expect(hasRisen(2 * day, 6 * day)).toBe(false);
    expect(hasRisen(8 * day, 2 * day)).toBe(false);
  });

  test('each tier says what it means in one line', () => {
    for (const { sentence } of historyTiers) expect(sentence).toMatch(/^[a-z][^\n.]{20,100}$/);
  });

  test.each([
    { days: 5, learnsWeekdays: false },
    { days: 20, learnsWeekdays: true },
  ])('what it says is so: $days days', async ({ days, learnsWeekdays }) => {
    const history = dailyLoad({ days, stepSeconds: 3600 });
    const context = { seed: 1, horizon: 24, zone: 'UTC' };
    const able = new Map<string, boolean>();
    for (const member of naiveMembers) {
      const outcome = await member.fit(wholeOf(viewOf(history, 'UTC', 100)), context);
      able.set(member.name, outcome.kind === 'fitted');
    }
    expect(able.get('naive-week')).toBe(learnsWeekdays);
    expect(able.get('naive-day')).toBe(true);
  });
});
