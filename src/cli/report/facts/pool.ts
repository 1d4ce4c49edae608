import type { GroupReport, ManagedReport, ReportDocument } from '../../../app/report/report.ts';
import { claimText } from '../../claim-text.ts';
import { settingText } from '../../plan-text.ts';
import { momentText } from '../words.ts';
import type { Fact } from './fact.ts';

/** The pool as it is and as it was planned, and how often it had a ready member. */
export function poolFacts(
  managed: ManagedReport,
  { zone }: GroupReport,
  { at }: ReportDocument,
): Fact[] {
  const { pool, planned, hitRate, mode, paused, distrust } = managed;
  const facts: Fact[] = [];
  const now =
    pool === null
      ? 'not observed yet'
      : `${settingText(pool.setting)}; ${pool.ready} ready, ${pool.booting} booting`;
  facts.push({ label: 'now', value: now });
  if (planned !== null) {
    const { setting, outcome, producer } = planned;
    const when = momentText(planned.at, at, zone);
    const value = `${settingText(setting)} (${producer}, ${outcome} ${when})`;
    facts.push({ label: 'planned', value });
  }
  facts.push(
    {
      label: 'hit rate',
      value: `${claimText(hitRate.day)} in 24 h, ${claimText(hitRate.week)} in 7 days`,
    },
    { label: 'mode', value: paused === null ? mode : `${mode}, paused: ${paused}` },
    {
      label: 'forecast',
      value: distrust === null ? 'believed' : `not believed, the reactive rule plans: ${distrust}`,
    },
  );
  return facts;
}
