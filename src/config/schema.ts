import { z } from 'zod';
import type { PricesInForce } from '../core/capacity/listed-prices.ts';
import { group, groupName, partialGroupShape } from './group.ts';
import { sections } from './sections.ts';
import { strict } from './values.ts';

function fileSchema<Group extends z.ZodType>(one: Group) {
  return strict({
    version: z.literal(1).describe('Version of this format.'),
    state: sections.state.prefault({}),
    aws: sections.aws.prefault({}),
    log: sections.log.prefault({}),
    steps: sections.steps.prefault({}),
    retention: sections.retention.prefault({}),
    forecast: sections.forecast.prefault({}),
    budget: sections.budget.prefault({}),
    limits: sections.limits.prefault({}),
    defaults: strict(partialGroupShape)
      .optional()
      .describe('What the groups share; each may say otherwise.'),
    groups: z.array(one).min(1).describe('The Auto Scaling groups, one entry each.'),
  });
}

/** A file whose groups have inherited. Durations are seconds, times epoch seconds, money dollars. */
export const Config = fileSchema(group);
/** As it was read, before anything was looked up. */
export type WrittenConfig = z.output<typeof Config>;
type WrittenGroup = WrittenConfig['groups'][number];
export type WrittenPrices = WrittenGroup['prices'];

/** The same with every price known. */
export type Config = Omit<WrittenConfig, 'groups'> & { readonly groups: GroupConfig[] };
export type GroupConfig = Omit<WrittenGroup, 'prices'> & { readonly prices: GroupPrices };
export type GroupPrices = WrittenPrices & {
  /** Of what is not written down; null = all is. */
  readonly listed: PricesInForce | null;
};

/** A file as it is written, for editors. */
export const ConfigFile = fileSchema(strict({ name: groupName, ...partialGroupShape }));
