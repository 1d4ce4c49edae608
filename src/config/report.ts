import { ForewarmError } from '../errors.ts';
import type { Path, Position, YamlFile } from './document.ts';
import { inheritedPath } from './inherit.ts';
import type { Override } from './overrides.ts';

/** Collects what is wrong with one file and says where each thing was written. */
export class Report {
  readonly #file: string;
  readonly #yaml: YamlFile;
  readonly #overrides: readonly Override[];
  readonly #lines = new Map<string, Position>();

  constructor(file: string, yaml: YamlFile, overrides: readonly Override[]) {
    this.#file = file;
    this.#yaml = yaml;
    this.#overrides = overrides;
  }

  get hasProblems(): boolean {
    return this.#lines.size > 0;
  }

  /** The value at `path` is wrong, or missing. */
  add(path: Path, message: string): void {
    const subject = path.join('.');
    const override = this.#overrides.findLast((one) => `${subject}.`.startsWith(`${one.path}.`));
    const written = this.#whereWritten(path);
    if (override !== undefined) {
      this.addElsewhere(`${override.source}${subject.slice(override.path.length)}: ${message}`);
    } else this.addAt(this.#yaml.positionOf(written), written, message);
  }

  /** The key at the end of `path` should not be there. */
  addKey(path: Path, message: string): void {
    const written = this.#whereWritten(path);
    this.addAt(this.#yaml.positionOfKey(written), written, message);
  }

  addAt(position: Position, path: Path, message: string): void {
    const place = `${this.#file}:${position.line}:${position.column}`;
    const subject = path.length === 0 ? '' : ` ${path.join('.')}`;
    this.#lines.set(`${place}${subject}: ${message}`, position);
  }

  /** Something outside the file is wrong; `line` says where. */
  addElsewhere(line: string): void {
    this.#lines.set(line, { line: Number.POSITIVE_INFINITY, column: 0 });
  }

  /** Every problem once, in the order of the file. */
  lines(): string[] {
    return [...this.#lines]
      .sort(([, a], [, b]) => a.line - b.line || a.column - b.column)
      .map(([line]) => line);
  }

  error(): ForewarmError {
    return new ForewarmError('FW_CONFIG_INVALID', this.lines().join('\n'));
  }

  /** A group's value that came from `defaults` was written there, and is wrong there once. */
  #whereWritten(path: Path): Path {
    const inherited = inheritedPath(path);
    if (inherited === null || this.#yaml.has(path) || !this.#yaml.has(inherited)) return path;
    return inherited;
  }
}
