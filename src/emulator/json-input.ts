import type { EpochSeconds } from '../core/units.ts';
import { AwsFault, validationError } from './aws-fault.ts';

/** The parameters of an AWS JSON request, read with their types. @throws AwsFault on a wrong type. */
export class JsonInput {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  static parse(body: string): JsonInput {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body === '' ? '{}' : body);
    } catch {
      throw new AwsFault('SerializationException', 'The body is not valid JSON.');
    }
    return JsonInput.#of(parsed, 'the body');
  }

  static #of(value: unknown, name: string): JsonInput {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new JsonInput(value as Record<string, unknown>);
    }
    throw new AwsFault('SerializationException', `${name} must be a structure.`);
  }

  text(name: string): string | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new AwsFault('SerializationException', `${name} must be a string.`);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new AwsFault('MissingParameter', `The parameter ${name} is required.`);
    }
    return value;
  }

  number(name: string): number | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'number') return value;
    throw new AwsFault('SerializationException', `${name} must be a number.`);
  }

  requiredNumber(name: string): number {
    const value = this.number(name);
    if (value === undefined) {
      throw new AwsFault('MissingParameter', `The parameter ${name} is required.`);
    }
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw new AwsFault('SerializationException', `${name} must be true or false.`);
  }

  /** A time on the wire is a number of seconds with decimals; here whole ones. */
  time(name: string): EpochSeconds | undefined {
    const value = this.number(name);
    return value === undefined ? undefined : Math.floor(value);
  }

  oneOf(name: string, allowed: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined || allowed.includes(value)) return value;
    throw validationError(
      `The value ${value} for parameter ${name} is not one of ${allowed.join()}.`,
    );
  }

  structure(name: string): JsonInput | undefined {
    const value = this.#get(name);
    return value === undefined ? undefined : JsonInput.#of(value, name);
  }

  /** Members of a list of structures; empty when it is absent. */
  list(name: string): JsonInput[] {
    return this.#array(name).map((value) => JsonInput.#of(value, `a member of ${name}`));
  }

  /** Members of a list of numbers; undefined when it is absent. */
  numbers(name: string): number[] | undefined {
    if (this.#get(name) === undefined) return undefined;
    return this.#array(name).map((value) => {
      if (typeof value === 'number') return value;
      throw new AwsFault('SerializationException', `${name} must hold numbers.`);
    });
  }

  /** A list of `{ Name, Value }` as an object. */
  dimensions(name: string): Record<string, string> {
    const pairs = this.list(name).map((each) => [
      each.requiredText('Name'),
      each.requiredText('Value'),
    ]);
    return Object.fromEntries(pairs);
  }

  #array(name: string): unknown[] {
    const value = this.#get(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw new AwsFault('SerializationException', `${name} must be a list.`);
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }
}
