import { ForewarmError } from '../../errors.ts';

/** One property of an iCalendar file, unfolded. Source: RFC 5545, 3.1. */
export interface ContentLine {
  readonly file: string;
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** In capitals. */
  readonly name: string;
  /** By names in capitals, quotes removed. */
  readonly parameters: ReadonlyMap<string, string>;
  /** As written: text is still escaped. */
  readonly value: string;
}

/** A problem at a line of a calendar, with what to do about it. */
export function malformed(
  { file, line }: Pick<ContentLine, 'file' | 'line'>,
  problem: string,
): ForewarmError {
  return new ForewarmError('FW_INPUT_INVALID', `${file}:${line}: ${problem}`);
}

/** Properties of `text` in their order. @throws ForewarmError FW_INPUT_INVALID. */
export function contentLines(file: string, text: string): ContentLine[] {
  const unfolded: { line: number; text: string }[] = [];
  for (const [index, row] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = unfolded.at(-1);
    if (/^[ \t]/.test(row) && last !== undefined) last.text += row.slice(1);
    else if (row !== '') unfolded.push({ line: index + 1, text: row });
  }
  return unfolded.map((row) => contentLine(file, row));
}

const form =
  /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s;
const parameterForm = /;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)/g;

function contentLine(file: string, { line, text }: { line: number; text: string }): ContentLine {
  const [, name, parameters, value] = form.exec(text) ?? [];
  if (name === undefined) {
    throw malformed({ file, line }, 'is no line of an iCalendar file: export the calendar anew');
  }
  const pairs = [...parameters!.matchAll(parameterForm)].map(
    ([, key, given]) => [key!.toUpperCase(), given!.replaceAll('"', '')] as const,
  );
  return { file, line, name: name.toUpperCase(), parameters: new Map(pairs), value: value! };
}

/** A text value without its escapes, on one line. Source: RFC 5545, 3.3.11. */
export function plainText(value: string): string {
  return value.replaceAll(/\\([\\;,Nn])/g, (_, escaped) => (/n/i.test(escaped) ? ' ' : escaped));
}
