import { Command } from 'commander';
import type { StepOutcome } from '../../app/carry-out.ts';
import { type ErrorCode, errorCodes, ForewarmError, isErrorCode } from '../../errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json, table } from '../output.ts';
import { planDocument, settingText } from '../plan-text.ts';
import { spokenLog } from '../spoken-log.ts';

export function applyCommand(io: Io): Command {
  return withConfig(new Command('apply'))
    .summary('do one step of the daemon now')
    .description(
      `Reads new traffic, observes the groups, settles their accounts, decides, and writes the pools
of groups in mode act. Exits with 7 while a daemon runs on the same database.`,
    )
    .option('--json', 'print one JSON object a group')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { applyOnce } = await import('../../daemon/one-shot.ts');
      const log = spokenLog(io);
      const outcomes = await applyOnce({ config, env: io.env, log, signal: io.signal });
      if (options.json === true) {
        for (const { plan, ...outcome } of outcomes) {
          io.out(json({ command: 'apply', ...outcome, plan: planDocument(plan) }));
        }
      }
      const rows = outcomes.map(({ group, event, reason, plan }) => [
        group,
        event,
        settingText(plan.setting),
        reason,
      ]);
      if (options.json !== true) io.out(table(rows, ['left', 'left', 'left', 'left'], ''));
      if (rows.length === 0) {
        throw new ForewarmError('FW_AWS_NOT_FOUND', 'AWS knows none of the groups', {
          hint: 'check the names and the region',
        });
      }
      const failed = outcomes.filter(({ event }) => event === 'failed');
      if (failed.length > 0) throw notResized(failed);
    });
}

/** Why each of the outcomes that `failed`, ≥ 1, did; their reasons begin with the code. */
export function notResized(
  failed: readonly Pick<StepOutcome, 'group' | 'reason'>[],
): ForewarmError {
  const codes = failed.map(({ reason }): ErrorCode => {
    const [code = ''] = reason.split(':');
    return isErrorCode(code) ? code : 'FW_AWS_UNKNOWN';
  });
  const why = failed.map(({ group }, i) => `${group}: ${errorCodes[codes[i]!].summary}`);
  const [first] = codes;
  const { remedy: hint } = errorCodes[first!];
  return new ForewarmError(first!, `not resized: ${why.join('; ')}`, { hint });
}
