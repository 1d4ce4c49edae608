import { ForewarmError } from '../../src/errors.ts';

/** When a failing call fails: before it did anything, or after, when only its reply is lost. */
export type FaultMoment = 'before' | 'after';

/** Counts calls over any number of objects and makes the k-th of them fail, once. */
export class FaultPlan {
  calls = 0;
  readonly #failing: number;
  readonly #moment: FaultMoment;

  constructor(failing: number, moment: FaultMoment) {
    this.#failing = failing;
    this.#moment = moment;
  }

  /** `target` with every method counted. */
  watch<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get: (object, key) => {
        const member: unknown = Reflect.get(object, key, object);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => this.#call(() => Reflect.apply(member, object, args));
      },
    });
  }

  #call(work: () => unknown): unknown {
    this.calls += 1;
    if (this.calls !== this.#failing) return work();
    const fault = new ForewarmError('FW_AWS_CONTENTION', `call ${this.calls} was made to fail`);
    if (this.#moment === 'before') throw fault;
    const result = work();
    if (!(result instanceof Promise)) throw fault;
    return result.then(() => {
      throw fault;
    });
  }
}
