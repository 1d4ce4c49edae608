import { describe, expect, test } from 'vitest';
import { warningsOf } from '../../../src/app/replay/warnings.ts';
import { replayScenario } from '../../support/replay-scenario.ts';

describe('the warnings of a replay', () => {
  test('are none where all seems well, to the edge of each', () => {
    expect(warningsOf(replayScenario, 0.009)).toEqual([]);
  });

  test.each([
    {
      of: 'another unit',
      scenario: { demand: { mean: 4567.8, peak: 9 } },
      words:
        "demand is 4,568 instances on average: are the file's values and --per-instance in the " +
        'same unit? Values are taken as they stand, not divided by their step.',
    },
    {
      of: 'demand beyond the maximum',
      scenario: { max: 8 },
      words:
        'demand exceeds the group maximum: the pool of aws-default is made for 8 instances, not ' +
        'for 9. Give --max the MaxSize of your group.',
    },
    {
      of: 'little history',
      scenario: { historyDays: 13.5 },
      words:
        'only 13 d 12 h were learnt from before the replayed span: with two weeks or more ' +
        'forewarm chooses better.',
    },
    {
      of: 'no history',
      scenario: { historyDays: 0 },
      words:
        'nothing was learnt before the replayed span: with two weeks or more forewarm chooses ' +
        'better.',
    },
    {
      of: 'a short span',
      scenario: { to: '2026-03-21T23:55:00Z' },
      words: 'only 6 d 23 h are replayed: a week has days that these do not stand for.',
    },
    {
      of: 'steps longer than a boot',
      scenario: { bootSeconds: 199 },
      words:
        'steps of 5 min are longer than a boot of 3 min 19 s, which takes a whole step here, and ' +
        'climbs within a step are not seen: finer samples say more.',
    },
    {
      of: 'parking for nothing',
      scenario: { stoppedPriceUsdPerHour: 0 },
      words: '--stopped-price is 0, so large pools look free: disks are billed in every state.',
    },
    {
      of: 'prices that may be swapped',
      scenario: { stoppedPriceUsdPerHour: 0.1 },
      words:
        'a parked member costs no less than a running one: are --price and --stopped-price swapped?',
    },
  ])('say so of $of, alone', ({ scenario, words }) => {
    expect(warningsOf({ ...replayScenario, ...scenario }, 0)).toEqual([words]);
  });

  test('a Running pool does not ask what parking costs', () => {
    expect(
      warningsOf({ ...replayScenario, state: 'Running', stoppedPriceUsdPerHour: 0 }, 0),
    ).toEqual([]);
  });

  test('say how much of the file is missing', () => {
    expect(warningsOf(replayScenario, 0.123)).toEqual([
      '12.3 % of the steps hold no value: there the last one is repeated.',
    ]);
  });
});
