import { extname } from 'node:path';
import type { ReportDocument } from '../../app/report/report.ts';
import { ForewarmError } from '../../errors.ts';
import { json } from '../output.ts';
import { reportCsv } from './csv.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportMarkdown } from './markdown.ts';
import { reportText, type TextOptions } from './text.ts';

/** Every form a report is printed in: a pure function of the document. */
export const reportFormats = {
  text: reportText,
  markdown: (document) => reportMarkdown(document),
  json: (document) => json(reportJson(document)),
  csv: (document) => reportCsv(document),
  html: (document) => reportHtml(document),
} as const satisfies Record<string, (document: ReportDocument, options: TextOptions) => string>;
export type ReportFormat = keyof typeof reportFormats;

const formatOfExtension: Readonly<Record<string, ReportFormat>> = {
  '.txt': 'text',
  '.md': 'markdown',
  '.json': 'json',
  '.csv': 'csv',
  '.html': 'html',
  '.htm': 'html',
};

/** The format that a file's name asks for; text where it has no ending. @throws ForewarmError FW_USAGE. */
export function formatOfFile(file: string): ReportFormat {
  const ending = extname(file).toLowerCase();
  const format = ending === '' ? 'text' : formatOfExtension[ending];
  if (format !== undefined) return format;
  const known = Object.keys(formatOfExtension).join(', ');
  throw new ForewarmError('FW_USAGE', `${file}: a report cannot be written as ${ending}`, {
    hint: `known are ${known}; --format writes into a file of any name`,
  });
}
