import type { Trainer } from '../../src/app/ports/models.ts';
import type { Member } from '../../src/core/forecasting/members/member.ts';
import { naiveMembers } from '../../src/core/forecasting/members/seasonal-naive.ts';
import { trainPortfolio } from '../../src/core/forecasting/portfolio/portfolio.ts';
import { endOf } from '../../src/core/series/series.ts';
import { ForewarmError } from '../../src/errors.ts';
import { aTrainedModel } from './models.ts';

/** Trains a real portfolio of quick members, in this thread. */
export function plainTrainer(members: readonly Member[] = naiveMembers): Trainer {
  return {
    async train({ series, history, backend: _, champion: __, ...context }) {
      const outcome = await trainPortfolio(history, context, members);
      if (outcome.kind === 'insufficient-history') {
        throw new ForewarmError('FW_DATA_SHORT', `${outcome.steps} steps`);
      }
      const { model, lossRatio, coverage80, wape, contest, trial } = outcome;
      const { manifest } = aTrainedModel({
        series,
        stepSeconds: history.stepSeconds,
        trainedFrom: history.start,
        trainedTo: endOf(history),
        ...{ lossRatio, coverage80, wape, contest },
      });
      return { model, manifest, trial };
    },
  };
}
