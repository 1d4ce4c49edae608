import { expect, test } from 'vitest';
import type { PoolPrices } from '../../../src/core/capacity/pricing.ts';
import { ledgerCosts } from '../../../src/core/replay/scorecard.ts';
import { microUsd } from '../../../src/core/units.ts';

const prices: PoolPrices = {
  bootingHour: microUsd(96_000),
  parkedHour: { Stopped: microUsd(1300), Hibernated: microUsd(1900), Running: microUsd(96_000) },
};

test.each([1, 10, 60, 300, 3600])(
  'an hour of steps of %i s costs what the ledger bills for it',
  (stepSeconds) => {
    for (const state of ['Stopped', 'Hibernated', 'Running'] as const) {
      const { heldStepUsd } = ledgerCosts(state, prices, { stepSeconds, bootSeconds: 200 });
      const steps = 3600 / stepSeconds;
      expect(heldStepUsd * steps).toBeCloseTo(prices.parkedHour[state] / 1e6, 12);
    }
  },
);
