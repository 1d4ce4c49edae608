/** The body of a report: titled lists of facts, the same in every format. */

import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { accuracyFacts } from './facts/accuracy.ts';
import { capacityFacts } from './facts/capacity.ts';
import { componentFacts } from './facts/components.ts';
import { dataFacts } from './facts/data.ts';
import type { Fact } from './facts/fact.ts';
import { moneyFacts } from './facts/money.ts';
import { poolFacts } from './facts/pool.ts';

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Sections of one group, in the order they are read; none is empty. */
export function sectionsOf(group: GroupReport, document: ReportDocument): Section[] {
  const { managed } = group;
  const sections = [
    { title: 'Load and capacity', facts: capacityFacts(group, document) },
    { title: 'Pool', facts: managed === null ? [] : poolFacts(managed, group, document) },
    { title: 'Money', facts: managed === null ? [] : moneyFacts(managed, group, document) },
    { title: 'Accuracy', facts: accuracyFacts(group) },
    { title: 'Data', facts: dataFacts(group) },
    { title: 'What moves the load', facts: componentFacts(group, document) },
  ];
  return sections.filter(({ facts }) => facts.length > 0);
}
