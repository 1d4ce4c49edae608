import { Command } from 'commander';
import type { BusinessSeries, ExperimentReport } from '../../app/experiment.ts';
import { isoOf } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type ConfigOptions, withConfig } from '../configured.ts';
import { experimentText } from '../experiment-text.ts';
import { readInput } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { withState } from '../stored.ts';

interface Options extends ConfigOptions {
  readonly conversions?: string;
  readonly costs?: string;
  readonly json?: true;
}

export function experimentCommand(io: Io): Command {
  return withConfig(new Command('experiment'))
    .summary('what the control blocks show: predictive against constant, with intervals')
    .description(
      `Compares the blocks that the forecast sized with those that a constant sized, in spend, hit rate
and cold starts, each difference with its 95 % interval. The blocks are set by \`experiment\` in the
configuration. Reads the ledger and the accounts, changes nothing.`,
    )
    .argument('[group]', 'only this Auto Scaling group')
    .option('--conversions <file>', 'CSV of timestamp,value: how many orders each step brought')
    .option(
      '--costs <file>',
      'CSV of timestamp,value: dollars of each step, else what the pool cost',
    )
    .option('--json', 'print one JSON object per group')
    .action(async (group: string | undefined, options: Options) => {
      const reports = await reportsOf(group, options, io);
      for (const report of reports) {
        io.out(options.json === true ? json(documentOf(report)) : experimentText(report, io));
      }
    });
}

async function reportsOf(
  only: string | undefined,
  options: Options,
  io: Io,
): Promise<ExperimentReport[]> {
  const business = await businessOf(options);
  const { experimentOf } = await import('../../app/experiment.ts');
  const asked = { ...options, ...(only !== undefined && { group: only }) };
  const reports = await withState(asked, io, ({ config, groups, stores, at }) => {
    const { steps, retention } = config;
    const keptSeconds = Math.min(retention.activities, retention.ledger);
    const ports = { ...stores, reconcileSeconds: steps.reconcile, keptSeconds };
    return groups
      .filter(({ policy }) => only === undefined || policy.group === only)
      .flatMap((group) => experimentOf(group, at, ports, business) ?? []);
  });
  if (reports.length > 0) return reports;
  const message = only === undefined ? 'no group has an experiment' : `${only} has no experiment`;
  throw new ForewarmError('FW_DATA_SHORT', message, {
    hint: 'set `experiment: { from: … }` for the group and let the daemon run',
  });
}

async function businessOf({ conversions, costs }: Options): Promise<BusinessSeries | null> {
  if (conversions === undefined) {
    if (costs === undefined) return null;
    throw new ForewarmError('FW_USAGE', '--costs is divided by --conversions: give both');
  }
  return {
    conversions: (await readInput(conversions)).series,
    costs: costs === undefined ? null : (await readInput(costs)).series,
  };
}

/** The report with times as ISO 8601. */
function documentOf({ design, current, blocks, ...report }: ExperimentReport): object {
  const { from, to, ...rest } = design;
  return {
    command: 'experiment',
    ...report,
    design: { from: isoOf(from), to: to === null ? null : isoOf(to), ...rest },
    current: current === null ? null : timed(current),
    blocks: blocks.map(timed),
  };
}

function timed<Block extends { from: number; to: number; countedFrom: number }>(block: Block) {
  const { from, to, countedFrom } = block;
  return { ...block, from: isoOf(from), to: isoOf(to), countedFrom: isoOf(countedFrom) };
}
