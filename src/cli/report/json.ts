import type {
  CapOutlook,
  GroupReport,
  PlannedReport,
  ReportDocument,
} from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { isoOf, toUsd } from '../../core/units.ts';
import { capDocument } from '../cap-text.ts';
import { fasterBootDocument } from '../faster-boot-text.ts';
import { levelDocument } from '../plan-text.ts';
import { headlineOf } from './words.ts';

/** The document for programs: times in ISO 8601 UTC, money in dollars, and the headline. */
export function reportJson(document: ReportDocument): object {
  const { at, horizonSeconds, groups, fleetCaps } = document;
  return {
    command: 'report',
    at: isoOf(at),
    horizonSeconds,
    fleetCaps: fleetCaps.map(capJson),
    groups: groups.map((group) => ({ headline: headlineOf(group, document), ...groupJson(group) })),
  };
}

function groupJson(group: GroupReport): object {
  const { history, outlook, model, data, managed } = group;
  return {
    ...group,
    history: { ...history, start: isoOf(history.start) },
    outlook: outlook.kind === 'none' ? outlook : outlookJson(outlook, group),
    model: model === null ? null : modelJson(model),
    data: {
      ...data,
      extent:
        data.extent === null
          ? null
          : { first: isoOf(data.extent.first), end: isoOf(data.extent.end) },
      longestGap:
        data.longestGap === null ? null : { ...data.longestGap, from: isoOf(data.longestGap.from) },
    },
    managed: managed === null ? null : managedJson(managed),
  };
}

function outlookJson(
  { points, spikes, events }: Extract<GroupReport['outlook'], { kind: 'forecast' }>,
  { capacity }: GroupReport,
): object {
  const asked = (load: number) =>
    capacity === null ? null : instancesFor(load, capacity.loadPerInstance);
  return {
    kind: 'forecast',
    spikes: spikes.map((spike) => ({
      ...spike,
      from: isoOf(spike.from),
      to: isoOf(spike.to),
      peakAt: isoOf(spike.peakAt),
      passesAt: spike.passesAt === null ? null : isoOf(spike.passesAt),
      event: spike.event?.name ?? null,
      eventStart: spike.event === null ? null : isoOf(spike.event.start),
      eventPeakAt: spike.event === null ? null : isoOf(spike.event.peakAt),
    })),
    events: events.map((event) => ({
      ...event,
      start: isoOf(event.start),
      end: isoOf(event.end),
    })),
    points: points.map((point) => ({
      ...point,
      at: isoOf(point.at),
      instances: { p10: asked(point.p10), p50: asked(point.p50), p90: asked(point.p90) },
    })),
  };
}

function modelJson(model: NonNullable<GroupReport['model']>): object {
  const { trainedAt, trainedFrom, trainedTo } = model;
  return {
    ...model,
    trainedAt: isoOf(trainedAt),
    trainedFrom: isoOf(trainedFrom),
    trainedTo: isoOf(trainedTo),
  };
}

function managedJson(managed: NonNullable<GroupReport['managed']>): object {
  const { pool, planned, spent, caps } = managed;
  return {
    ...managed,
    pool: pool === null ? null : { ...pool, at: isoOf(pool.at) },
    planned: planned === null ? null : plannedJson(planned),
    spent: undefined,
    spentUsd: { day: toUsd(spent.day), week: toUsd(spent.week) },
    caps: caps.map(capJson),
    fasterBoot: fasterBootDocument(managed.fasterBoot),
  };
}

function plannedJson({ cut, level, ...planned }: PlannedReport): object {
  return {
    ...planned,
    at: isoOf(planned.at),
    cut: cut === null ? null : { ...cut, level: undefined },
    level: level === null ? null : levelDocument(level),
  };
}

function capJson(use: CapOutlook): object {
  return { ...capDocument(use), projectedUsd: toUsd(use.projected) };
}
