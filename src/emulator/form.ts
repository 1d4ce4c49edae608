import { validationError } from './aws-fault.ts';

/**
 * The parameters of an awsQuery request. Nested fields are joined by dots, list members are counted
 * from 1: `Tags.member.1.Key=team`.
 */
export class Form {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #prefix: string;

  private constructor(fields: ReadonlyMap<string, string>, prefix: string) {
    this.#fields = fields;
    this.#prefix = prefix;
  }

  static parse(body: string): Form {
    return new Form(new Map(new URLSearchParams(body)), '');
  }

  text(name: string): string | undefined {
    return this.#fields.get(this.#prefix + name);
  }

  /** @throws AwsFault when the field is missing. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    throw validationError(
      `1 validation error detected: Value null at '${wireName(name)}' failed to satisfy constraint: ` +
        'Member must not be null',
    );
  }

  /** @throws AwsFault when the field is there and not a whole number. */
  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^[+-]?\d{1,10}$/.test(value)) return Number(value);
    throw validationError(`Value '${value}' at '${wireName(name)}' is not a whole number`);
  }

  /** @throws AwsFault when the field is missing or not a whole number. */
  requiredWhole(name: string): number {
    this.requiredText(name);
    return this.whole(name)!;
  }

  /** @throws AwsFault when the field is there and neither true nor false. */
  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value === 'true' || value === 'false') return value === 'true';
    throw validationError(`Value '${value}' at '${wireName(name)}' is neither true nor false`);
  }

  /** Members of a list of plain values; empty when it is absent. */
  texts(name: string): string[] {
    const values: string[] = [];
    for (let n = 1; ; n++) {
      const value = this.text(`${name}.member.${n}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }

  /** Members of a list of structures; empty when it is absent. */
  list(name: string): Form[] {
    const members: Form[] = [];
    for (let n = 1; ; n++) {
      const prefix = `${this.#prefix}${name}.member.${n}.`;
      if (!this.#holds(prefix)) return members;
      members.push(new Form(this.#fields, prefix));
    }
  }

  #holds(prefix: string): boolean {
    for (const key of this.#fields.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }
}

/** Field names in AWS's messages begin with a small letter. */
function wireName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
