import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';

/** The least that a group must say, indented as an entry of `groups`. */
export const plainGroup = `
  - name: web
    traffic: { source: imported, series: web }
    capacity: { loadPerInstance: 100, boot: 5m }
    prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01 }`;

/** A file with one plain group, `more` of its keys, and `above` before the groups. */
export function configText(more = '', above = ''): string {
  const keys = more.replaceAll(/^/gm, '    ');
  return `version: 1\n${above}\ngroups:${plainGroup}\n${keys}\n`;
}

export function configOf(more = '', above = ''): Config {
  return parseConfig('test.yaml', configText(more, above));
}

/** The lines of the error that reading `text` ends with. */
export function problemsOf(text: string, options: Parameters<typeof parseConfig>[2] = {}): string {
  try {
    parseConfig('c.yaml', text, options);
  } catch (error) {
    if (error instanceof Error) return `\n${error.message}\n`;
  }
  throw new Error('the configuration was accepted');
}
