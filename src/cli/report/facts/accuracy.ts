import type { GroupReport, LiveHorizon } from '../../../app/report/report.ts';
import { duration, percent } from '../../../core/units.ts';
import type { Fact } from './fact.ts';

/** Which model forecasts, and how far it was off on past origins and in earnest. */
export function accuracyFacts({ model, managed }: GroupReport): Fact[] {
  if (model === null) return [];
  const { accuracy, contest, member, backend, trainedFrom, trainedTo } = model;
  const learnt = `learnt from ${duration(trainedTo - trainedFrom)}`;
  const facts = [{ label: 'model', value: `${member} (${backend}), ${learnt}` }];
  if (accuracy === null) {
    facts.push({ label: 'error', value: 'too little history to measure it' });
    return facts;
  }
  const { wape, lossRatio, coverage80 } = accuracy;
  const against =
    lossRatio < 1
      ? `${percent(1 - lossRatio, 0)} less loss than seasonal naive (ratio ${lossRatio.toFixed(2)})`
      : `no better than seasonal naive (ratio ${lossRatio.toFixed(2)})`;
  facts.push(
    { label: 'against naive', value: against },
    { label: 'error', value: `${percent(wape)} of the load (WAPE of the median)` },
    { label: '80 % interval', value: `held ${percent(coverage80, 0)} of what came` },
    {
      label: 'contest',
      value: `loss by model, seasonal naive = 1: ${contest
        .slice(0, 4)
        .map((entry) => `${entry.member} ${entry.lossRatio.toFixed(2)}`)
        .join(', ')}`,
    },
    ...(managed?.live ?? []).map(liveFact),
  );
  return facts;
}

/** What came of the forecasts that were really made. */
function liveFact({ horizonSeconds, wape, lossRatio, coverage80 }: LiveHorizon): Fact {
  const told = (share: number | null) => (share === null ? '–' : percent(share, 0));
  const naive = lossRatio === null ? '' : `, loss ${lossRatio.toFixed(2)} × naive`;
  const value = `error ${told(wape)}${naive}, interval held ${told(coverage80)} (7 d)`;
  return { label: `${duration(horizonSeconds)} ahead`, value };
}
