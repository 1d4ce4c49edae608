import type { ModelManifest } from '../app/ports/models.ts';
import { historyTier } from '../core/forecasting/history-tier.ts';
import { duration, percent, secondsPerDay } from '../core/units.ts';
import type { TrainingOutcome } from '../daemon/training.ts';
import { wrap } from './output.ts';

/** Data older than this are worth a word: forecasts from them are hardly trusted. */
const oldSeconds = secondsPerDay;

/** What became of each group's training, with figures, and how many were trained. */
export function trainText(outcomes: readonly TrainingOutcome[], columns: number): string {
  const trained = outcomes.filter(({ failure }) => failure === null).length;
  const each = outcomes.map((outcome) => `${outcomeText(outcome, columns)}\n`);
  return `${each.join('')}${trained} of ${outcomes.length} models trained\n`;
}

function outcomeText({ group, model, failure }: TrainingOutcome, columns: number): string {
  const why = failure === null ? [] : [failure.message, failure.hint ?? ''];
  const reason = why.filter((line) => line !== '').map((line) => wrap(line, columns, '  '));
  if (model === null) return `${group}: not trained\n${reason.join('')}`;
  const { standing, trainedFrom, trainedTo, trainSeconds } = model;
  const age = model.trainedAt - trainedTo;
  const seconds = trainedTo - trainedFrom;
  const role =
    standing?.role === 'challenger'
      ? 'set aside, the champion serves on'
      : age < oldSeconds
        ? 'serves from now on'
        : 'serves once newer data arrive';
  return [
    `${group}: ${role}, trained in ${trainSeconds.toFixed(1)} s\n`,
    ...(standing === undefined ? [] : [wrap(standing.reason, columns, '  ')]),
    wrap(record(model), columns, '  '),
    wrap(`${duration(seconds)} learnt: ${historyTier(seconds).sentence}`, columns, '  '),
    ...(age < oldSeconds ? [] : [wrap(`the newest data are ${duration(age)} old`, columns, '  ')]),
    ...(reason.length === 0 ? [] : ['  the pool was not sized:\n', ...reason]),
  ].join('');
}

function record({ contest, wape, lossRatio, coverage80 }: ModelManifest): string {
  if (contest.length === 0) return 'too little history to measure its error';
  const against = `${lossRatio.toFixed(2)} × the loss of seasonal naive`;
  const held = `the 80 % interval held ${percent(coverage80, 0)}`;
  return `on past days: error ${percent(wape)}, ${against}; ${held}`;
}
