import { constantName, restoreConstant } from './constant.ts';
import { restoreEmpirical } from './empirical.ts';
import type { FittedForecaster, ModelState } from './forecaster.ts';
import { linearNames, restoreLinear } from './linear-quantile.ts';
import { networkName, restoreNetwork } from './network.ts';
import { portfolioName, restorePortfolio } from './portfolio.ts';
import { naivePoints } from './seasonal-naive.ts';
import { restoreSlotQuantiles, slotQuantilesName } from './slot-quantiles.ts';

type Restore = (state: ModelState) => FittedForecaster;

/** How each member comes back, by the name its state carries. */
const restorers: Readonly<Record<string, Restore>> = {
  ...Object.fromEntries(linearNames.map((name): [string, Restore] => [name, restoreLinear])),
  [networkName]: restoreNetwork,
  [slotQuantilesName]: restoreSlotQuantiles,
  [constantName]: restoreConstant,
  [portfolioName]: (state) => restorePortfolio(state, restoreModel),
  ...Object.fromEntries(
    Object.entries(naivePoints).map(([name, point]): [string, Restore] => [
      name,
      (state) => restoreEmpirical(point, state),
    ]),
  ),
};

/**
 * The model that `state` was taken from: it predicts the same bits.
 * @throws RangeError for a member or a version that this forewarm does not know.
 */
export function restoreModel(state: ModelState): FittedForecaster {
  const restore = restorers[state.member];
  if (restore === undefined) throw new RangeError(`unknown model member ${state.member}`);
  if (state.version !== 1) {
    throw new RangeError(`${state.member} of version ${state.version}, this forewarm reads 1`);
  }
  return restore(state);
}
