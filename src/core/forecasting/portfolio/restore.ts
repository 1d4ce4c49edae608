import type { FittedForecaster, ModelState } from '../forecaster.ts';
import { constantName, restoreConstant } from '../members/constant.ts';
import { restoreEmpirical } from '../members/empirical.ts';
import { hurdleName, restoreHurdle } from '../members/hurdle.ts';
import { linearNames, restoreLinear } from '../members/linear-quantile.ts';
import type { FittedMember } from '../members/member.ts';
import { onlineRidgeName, restoreOnlineRidge } from '../members/online-ridge.ts';
import { naivePoints } from '../members/seasonal-naive.ts';
import { networkName, restoreNetwork } from '../network/network.ts';
import { priorName, restorePrior } from '../prior/prior.ts';
import { portfolioName, restorePortfolio } from './portfolio.ts';

type Restore = (state: ModelState) => FittedMember;

/** The version of every member's state that is written and read. */
const version = 2;

/** How each member comes back, by the name its state carries. */
const restorers: Readonly<Record<string, Restore>> = {
  ...Object.fromEntries(linearNames.map((name): [string, Restore] => [name, restoreLinear])),
  [onlineRidgeName]: restoreOnlineRidge,
  [hurdleName]: restoreHurdle,
  [networkName]: restoreNetwork,
  [priorName]: restorePrior,
  [constantName]: restoreConstant,
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
  if (state.member !== portfolioName) throw unknown(state.member);
  checkVersion(state);
  return restorePortfolio(state, restoreMember);
}

/** The member that `state` was taken from. @throws RangeError as `restoreModel`. */
export function restoreMember(state: ModelState): FittedMember {
  const restore = restorers[state.member];
  if (restore === undefined) throw unknown(state.member);
  checkVersion(state);
  return restore(state);
}

function unknown(member: string): RangeError {
  return new RangeError(`this forewarm knows no model ${member}: train again`);
}

function checkVersion({ member, version: found }: ModelState): void {
  if (found === version) return;
  throw new RangeError(
    `${member} of version ${found}, this forewarm reads ${version}: train again`,
  );
}
