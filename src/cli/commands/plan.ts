import { Command } from 'commander';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json, table, usd, wrap } from '../output.ts';
import { planDocument, planLine, stateText } from '../plan-text.ts';
import { spokenLog } from '../spoken-log.ts';

export function planCommand(io: Io): Command {
  return withConfig(new Command('plan'))
    .summary('show the settings forewarm would choose now; changes nothing')
    .description(
      `Observes the groups and decides as the daemon would now, from the stored traffic and the newest
model. Writes nothing, to AWS or to the database, and works beside a running daemon.`,
    )
    .option('--json', 'print one JSON object a group, or one with a null plan where there is none')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { planOnce } = await import('../../daemon/one-shot.ts');
      const { foundSetting } = await import('../../core/planning/budget/commitment.ts');
      const log = spokenLog(io);
      const decisions = await planOnce({ config, env: io.env, log, signal: io.signal });
      for (const { plan, situation, policy } of decisions) {
        const before = foundSetting(situation.observation);
        if (options.json === true) {
          io.out(json({ command: 'plan', mode: policy.mode, before, plan: planDocument(plan) }));
          continue;
        }
        io.out(table([planLine(plan, before)], ['left', 'left', 'left'], ''));
        io.out(wrap(`${plan.producer}: ${plan.reason}`, io.columns, '    '));
        io.out(stateText(plan.stateChoice ?? null, io.columns, '    '));
        io.out(`    at most ${usd(plan.commitment)} before the next step can act\n`);
      }
      if (decisions.length > 0) return;
      const reason = 'AWS knows none of the groups';
      io.out(options.json === true ? json({ command: 'plan', plan: null, reason }) : `${reason}\n`);
    });
}
