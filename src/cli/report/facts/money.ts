import type {
  CapOutlook,
  GroupReport,
  ManagedReport,
  PlannedReport,
  ReportDocument,
} from '../../../app/report/report.ts';
import { spentText } from '../../cap-text.ts';
import { fasterBootText } from '../../faster-boot-text.ts';
import { usd } from '../../output.ts';
import { riskText, settingText } from '../../plan-text.ts';
import { momentText } from '../words.ts';
import type { Fact } from './fact.ts';

/** What the pool has cost, and how far its caps go. */
export function moneyFacts(
  managed: ManagedReport,
  group: GroupReport,
  document: ReportDocument,
): Fact[] {
  const { spent, caps, planned, fasterBoot } = managed;
  return [
    { label: 'pool cost', value: `${usd(spent.day)} in 24 h, ${usd(spent.week)} in 7 days` },
    ...caps.map((cap) => capFact(cap, group.zone, document)),
    ...(planned === null ? [] : serviceFacts(planned, group, document)),
    ...(fasterBoot === null ? [] : [{ label: 'faster boot', value: fasterBootText(fasterBoot) }]),
  ];
}

/** What caps left of the service that was wanted, and what that risks; none where they bind not. */
function serviceFacts(
  { cut, level }: PlannedReport,
  { zone }: GroupReport,
  { at }: ReportDocument,
): Fact[] {
  const facts: Fact[] = [];
  if (level !== null) {
    const { cap, until, cost, misses, wantedCost, wantedMisses } = level;
    const end = momentText(until, at, zone);
    const left = `the ${cap.per}'s cap of the ${cap.scope} has ${usd(cost)} for it until ${end}`;
    const value = `${level.level} of ${level.wanted}: ${left}, of ${usd(wantedCost)} wanted`;
    const risk = `${misses.toFixed(1)} cold starts expected until then, ${wantedMisses.toFixed(1)} at the wanted level`;
    facts.push({ label: 'service level', value }, { label: 'at risk', value: risk });
  }
  if (cut !== null) {
    const value = `wanted ${settingText(cut.wanted)}; ${riskText(cut.risk)}`;
    facts.push({ label: 'cut by a cap', value });
  }
  return facts;
}

/** A cap with what is spent, and what is projected for the end of its window. */
export function capFact(use: CapOutlook, zone: string, { at }: ReportDocument): Fact {
  const { cap, scope, projected, windowEnd } = use;
  const until = `by ${momentText(windowEnd, at, zone)}`;
  const ahead =
    projected > cap.limit
      ? `the cap binds before ${momentText(windowEnd, at, zone)}`
      : `${usd(projected)} ${until} at this rate`;
  return {
    label: `${scope} ${cap.per}`,
    value: `${spentText(use)}; ${ahead}`,
  };
}
