import { Command } from 'commander';
import type { ClaimCount, SlotRun } from '../../app/ports.ts';
import type { GroupStatus, Status } from '../../app/status.ts';
import { isoOf, toUsd } from '../../core/units.ts';
import { type ConfigOptions, readConfig, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { duration, json, percent, table, usd, wrap } from '../output.ts';
import { entryDocument, settingText } from '../plan-text.ts';
import { shadowDocument, shadowText } from '../shadow-text.ts';

export function statusCommand(io: Io): Command {
  return withConfig(new Command('status'))
    .summary('how each group stands: pool, hit rate, money, trust')
    .description(
      `Reads the database alone, so it works beside a running daemon, or without one, and asks nobody.
The worst case is what a pool can cost if forewarm never acts again.`,
    )
    .option('--json', 'print it as JSON')
    .action(async (options: ConfigOptions & { json?: true }) => {
      const config = await readConfig(options, io);
      const { statusOf } = await import('../../app/status.ts');
      const { managedGroups } = await import('../../daemon/setup.ts');
      const { toPolicies } = await import('../../config/policies.ts');
      const { openStores } = await import('../../daemon/stores.ts');
      const { wallClock } = await import('../../daemon/run.ts');
      const stores = openStores(config.state.directory, { create: false });
      try {
        const { fleet } = toPolicies(config);
        const status = statusOf(managedGroups(config), fleet, wallClock.now(), stores);
        io.out(
          options.json === true ? json(statusDocument(status)) : statusText(status, io.columns),
        );
      } finally {
        stores.close();
      }
    });
}

function statusText({ at, step, groups }: Status, columns: number): string {
  const last =
    step === null
      ? 'no step has run yet: start `forewarm run`, or try `forewarm apply`'
      : `last step ${duration(at - step.startedAt)} ago: ${step.outcome ?? 'not finished'}`;
  return [`${last}\n`, ...groups.map((group) => groupText(group, columns))].join('\n');
}

function groupText(status: GroupStatus, columns: number): string {
  const { group, mode, seen, decision, paused, claims, caps, dataAgeSeconds } = status;
  const rows: string[][] = [];
  if (seen === null) rows.push(['pool', 'not observed yet']);
  else {
    rows.push(
      ['pool', `${seen.ready} warm, ${seen.booting} booting; ${settingText(seen.setting)}`],
      ['group', `${seen.inService} in service, desired ${seen.desired}`],
      ['worst case', `${usd(seen.worstHour)} an hour if nobody acts again`],
    );
  }
  rows.push(['hit rate', `${claimText(claims.day)} in 24 h, ${claimText(claims.week)} in 7 days`]);
  for (const { cap, scope, spent } of caps) {
    const share = cap.limit === 0 ? '' : ` (${percent(spent / cap.limit, 0)})`;
    rows.push([`${scope} ${cap.per}`, `${usd(spent)} of ${usd(cap.limit)}${share}`]);
  }
  rows.push([
    'data',
    dataAgeSeconds === null ? 'none' : `${duration(Math.max(0, dataAgeSeconds))} old`,
  ]);
  if (paused !== null) rows.push(['paused', paused]);
  const why =
    decision === null
      ? ''
      : wrap(`${decision.event}, ${decision.plan.producer}: ${decision.reason}`, columns, '  ');
  const shadows = status.shadows === null ? '' : shadowText(status.shadows, status.advice, columns);
  return `${group}, mode ${mode}\n${table(rows, ['left', 'left'])}${why}${shadows}`;
}

function claimText({ hits, misses }: ClaimCount): string {
  const all = hits + misses;
  return all === 0 ? 'no claims' : `${percent(hits / all)} of ${all} claims`;
}

function slotDocument(run: SlotRun | null): object | null {
  if (run === null) return null;
  const { slot, startedAt, finishedAt, outcome } = run;
  return {
    slot: isoOf(slot),
    startedAt: isoOf(startedAt),
    finishedAt: finishedAt === null ? null : isoOf(finishedAt),
    outcome,
  };
}

function statusDocument({ at, step, training, groups }: Status): object {
  return {
    command: 'status',
    at: isoOf(at),
    step: slotDocument(step),
    training: slotDocument(training),
    groups: groups.map(({ caps, seen, decision, shadows, advice, ...group }) => ({
      ...group,
      shadows: shadows === null ? null : shadowDocument(shadows, advice),
      decision: decision === null ? null : entryDocument(decision),
      seen:
        seen === null
          ? null
          : {
              ...seen,
              at: isoOf(seen.at),
              worstHour: undefined,
              worstHourUsd: toUsd(seen.worstHour),
            },
      caps: caps.map(({ cap, scope, windowStart, windowEnd, spent }) => ({
        scope,
        per: cap.per,
        from: isoOf(windowStart),
        to: isoOf(windowEnd),
        spentUsd: toUsd(spent),
        limitUsd: toUsd(cap.limit),
      })),
    })),
  };
}
