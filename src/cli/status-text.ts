import type { SlotRun } from '../app/ports/host.ts';
import type { GroupStatus, Status } from '../app/status.ts';
import type { MeasuredTimes } from '../core/capacity/measured-times.ts';
import { duration, type EpochSeconds, isoOf, secondsPerDay, toUsd } from '../core/units.ts';
import { errorCodes, isErrorCode } from '../errors.ts';
import { capDocument, spentText } from './cap-text.ts';
import { claimText } from './claim-text.ts';
import { fasterBootDocument, fasterBootText } from './faster-boot-text.ts';
import { labelled, usd, wrap } from './output.ts';
import {
  cutText,
  entryDocument,
  levelDocument,
  levelText,
  settingText,
  stateDocument,
  stateText,
} from './plan-text.ts';
import { listingDocument, pricesFrom, staleAdvice } from './prices-text.ts';
import { shadowDocument, shadowText } from './shadow-text.ts';

/** How every group stands, for a person. */
export function statusText({ at, step, groups }: Status, columns: number): string {
  return [
    lastStepText(step, at, columns),
    ...groups.map((group) => groupText(group, at, columns)),
  ].join('\n');
}

/** What became of the newest step; of one that failed, why and what to do. */
function lastStepText(step: SlotRun | null, at: EpochSeconds, columns: number): string {
  if (step === null) {
    return wrap('no step has run yet: start `forewarm run`, or try `forewarm apply`', columns);
  }
  const { startedAt, outcome } = step;
  const when = `last step ${duration(at - startedAt)} ago`;
  if (outcome === null || !isErrorCode(outcome)) return `${when}: ${outcome ?? 'not finished'}\n`;
  const { summary, remedy } = errorCodes[outcome];
  return wrap(`${when} failed: ${summary} (${outcome})`, columns) + wrap(remedy, columns, '  ');
}

function groupText(status: GroupStatus, at: EpochSeconds, columns: number): string {
  const { group, mode, seen, decision, paused, listed, claims, leads } = status;
  const { caps, dataAgeSeconds, history } = status;
  const rows: (readonly [string, string])[] = [];
  if (seen === null) rows.push(['pool', 'not observed yet']);
  else {
    rows.push(
      ['pool', `${seen.ready} warm, ${seen.booting} booting; ${settingText(seen.setting)}`],
      ['group', `${seen.inService} in service, desired ${seen.desired}`],
      ['worst case', `${usd(seen.worstHour)} an hour if nobody acts again`],
    );
  }
  rows.push(['hit rate', `${claimText(claims.day)} in 24 h, ${claimText(claims.week)} in 7 days`]);
  for (const row of leadRows(leads)) rows.push(row);
  for (const use of caps) {
    const ends = `ends in ${duration(use.windowEnd - at)}`;
    rows.push([`${use.scope} ${use.cap.per}`, `${spentText(use)}; ${ends}`]);
  }
  rows.push([
    'data',
    dataAgeSeconds === null ? 'none' : `${duration(Math.max(0, dataAgeSeconds))} old`,
  ]);
  rows.push(['history', `${duration(history.seconds)}, tier ${history.tier.name}`]);
  if (paused !== null) rows.push(['paused', pauseText(paused, status.pausedUntil, at)]);
  // With two weeks there is nothing left to wait for, so nothing to say.
  const tier = history.tier.name === 'full' ? '' : wrap(history.tier.sentence, columns, '  ');
  const why =
    decision === null
      ? ''
      : wrap(`${decision.event}, ${decision.plan.producer}: ${decision.reason}`, columns, '  ');
  const priced = listed === null ? '' : wrap(`prices ${pricesFrom(listed)}`, columns, '  ');
  const stale = staleAdvice(listed, at);
  const warning = stale === null ? '' : wrap(`warning: ${stale}`, columns, '  ');
  const { fasterBoot } = status;
  const faster =
    fasterBoot === null ? '' : wrap(`advice: ${fasterBootText(fasterBoot)}`, columns, '  ');
  const service = serviceText(status, at, columns);
  const state = stateText(status.stateChoice, columns, '  ');
  const shadows = status.shadows === null ? '' : shadowText(status.shadows, status.advice, columns);
  return `${group}, mode ${mode}\n${labelled(rows, columns)}${priced}${warning}${tier}${why}${service}${state}${shadows}${faster}`;
}

function pauseText(reason: string, until: EpochSeconds | null, at: EpochSeconds): string {
  const end =
    until === null ? 'until `resume`' : `for ${duration(until - at)} more, to ${isoOf(until)}`;
  return `${reason}; ${end}`;
}

/** Boots and starts that were measured, each beside what the configuration says. */
function leadRows({ boots, starts, configured }: GroupStatus['leads']) {
  const row = (label: string, times: MeasuredTimes | null, seconds: number) =>
    times === null ? [] : [[label, leadText(times, seconds)] as const];
  return [
    ...row('boots', boots, configured.bootSeconds),
    ...row('starts', starts, configured.startSeconds),
  ];
}

function leadText({ typical, late, count }: MeasuredTimes, configured: number): string {
  const written = `configured ${duration(configured)}`;
  return `${duration(typical)}, 9 of 10 within ${duration(late)} (${count} measured, ${written})`;
}

/** What caps left of the service that was wanted, and what that risks; nothing where they bind not. */
function serviceText({ decision, cut }: GroupStatus, at: EpochSeconds, columns: number): string {
  const level = decision?.plan.level;
  return [
    cut === null ? '' : wrap(`cut by a cap: gets ${cutText(cut)}`, columns, '  '),
    level === undefined || level.until <= at ? '' : wrap(levelText(level), columns, '  '),
  ].join('');
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

function leadDocument({ boots, starts, configured }: GroupStatus['leads']): object {
  const document = (times: MeasuredTimes | null, configuredSeconds: number) => ({
    configuredSeconds,
    measured:
      times === null
        ? null
        : { count: times.count, typicalSeconds: times.typical, lateSeconds: times.late },
  });
  return {
    boots: document(boots, configured.bootSeconds),
    starts: document(starts, configured.startSeconds),
  };
}

/** The same for programs. */
export function statusDocument({ at, step, training, groups }: Status): object {
  return {
    command: 'status',
    at: isoOf(at),
    step: slotDocument(step),
    training: slotDocument(training),
    groups: groups.map(
      ({
        caps,
        cut,
        seen,
        decision,
        stateChoice,
        listed,
        leads,
        history,
        pausedUntil,
        shadows,
        advice,
        ...group
      }) => ({
        ...group,
        pausedUntil: pausedUntil === null ? null : isoOf(pausedUntil),
        listed: listingDocument(listed),
        stateChoice: stateChoice === null ? null : stateDocument(stateChoice),
        history: {
          days: Math.round((10 * history.seconds) / secondsPerDay) / 10,
          tier: history.tier.name,
          sentence: history.tier.sentence,
        },
        shadows: shadows === null ? null : shadowDocument(shadows, advice),
        leads: leadDocument(leads),
        decision: decision === null ? null : entryDocument(decision),
        fasterBoot: fasterBootDocument(group.fasterBoot),
        cut: cut === null ? null : { ...cut, level: cut.level && levelDocument(cut.level) },
        seen:
          seen === null
            ? null
            : {
                ...seen,
                at: isoOf(seen.at),
                worstHour: undefined,
                worstHourUsd: toUsd(seen.worstHour),
              },
        caps: caps.map(capDocument),
      }),
    ),
  };
}
