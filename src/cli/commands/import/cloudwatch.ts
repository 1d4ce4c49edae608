import { Command } from 'commander';
import type { IngestReport } from '../../../app/ingest.ts';
import { duration, isoOf, secondsPerDay } from '../../../core/units.ts';
import type { Stores } from '../../../daemon/stores.ts';
import { ForewarmError } from '../../../errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../../configured.ts';
import type { Io } from '../../io.ts';
import { json } from '../../output.ts';
import { withStores } from '../../stored.ts';

interface Options extends ConfigOptions {
  readonly json?: true;
}

export function cloudWatchCommand(io: Io): Command {
  return withConfig(new Command('cloudwatch'))
    .summary('from CloudWatch, as the configuration names it')
    .description(
      `Reads the metric of every group from CloudWatch: the whole history the first time, then what is
new with the last 15 minutes again, as points may come late. A group that cannot be read keeps no
other from being read.`,
    )
    .option('--json', 'print one JSON object a group')
    .action((options: Options) => importCloudWatch(options, io));
}

/**
 * Reads every group in turn, and prints what came of each.
 * @throws ForewarmError FW_USAGE where no group reads CloudWatch, else what the last group that failed
 * failed with.
 */
async function importCloudWatch(options: Options, io: Io): Promise<void> {
  const { ingestTraffic } = await import('../../../app/ingest.ts');
  const { setupOf } = await import('../../../daemon/setup.ts');
  const { wallClock } = await import('../../../daemon/run.ts');
  const config = await readConfig(options, io);
  const { groups, sources } = setupOf(config, wallClock, io.env);
  if (sources.size === 0) {
    const hint = '`forewarm import csv` fills the series of groups whose traffic is imported';
    throw new ForewarmError('FW_USAGE', 'no group of the configuration reads CloudWatch', { hint });
  }
  const historySeconds = config.forecast.historyDays * secondsPerDay;
  const failures = new Map<string, ForewarmError>();
  const importAll = async ({ series: store }: Stores) => {
    for (const { policy, series } of groups) {
      const { group } = policy;
      const source = sources.get(series);
      if (source === undefined) continue;
      const span = { now: wallClock.now(), historySeconds };
      try {
        const report = await ingestTraffic({ series, source, store, ...span, signal: io.signal });
        io.out(importedText(group, report, options));
      } catch (error) {
        if (!(error instanceof ForewarmError) || io.signal.aborted) throw error;
        io.err(`${group}: ${error.message}\n`);
        failures.set(group, error);
      }
    }
  };
  await withStores(config.state.directory, importAll, { create: true });
  if (failures.size > 0) throw unread(failures);
}

/** One error for all groups that could not be read, with the code of the last. */
function unread(failures: ReadonlyMap<string, ForewarmError>): ForewarmError {
  const cause = [...failures.values()].at(-1)!;
  const message = `CloudWatch could not be read for ${[...failures.keys()].join(', ')}`;
  const hint = cause.hint === null ? {} : { hint: cause.hint };
  return new ForewarmError(cause.code, message, { ...hint, cause });
}

function importedText(group: string, report: IngestReport, options: Options): string {
  const { from, to, inserted, replaced, dataAgeSeconds: age } = report;
  if (options.json === true) {
    const span = { from: isoOf(from), to: isoOf(to) };
    return json({ command: 'import cloudwatch', group, ...report, ...span });
  }
  const newest = age === null ? 'nothing is stored' : `the newest is ${duration(age)} old`;
  return `${group}: ${inserted} new samples, ${replaced} replaced; ${newest}\n`;
}
