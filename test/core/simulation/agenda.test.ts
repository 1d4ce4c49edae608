import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda } from '../../../src/core/simulation/agenda.ts';

describe('Agenda', () => {
  test('gives things back by time, and by the order of their coming within a second', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (times) => {
        const agenda = new Agenda<number>();
        for (const [item, at] of times.entries()) agenda.add(at, item);
        const taken: number[] = [];
        while (agenda.next < Number.POSITIVE_INFINITY) taken.push(agenda.take());
        const sorted = times.map((_, item) => item).sort((a, b) => times[a]! - times[b]! || a - b);
        expect(taken).toEqual(sorted);
      }),
    );
  });

  test('has nothing to give when it is empty, and no half seconds', () => {
    const agenda = new Agenda<string>();
    expect(agenda.next).toBe(Number.POSITIVE_INFINITY);
    expect(() => agenda.take()).toThrow('nothing is on the agenda');
    expect(() => agenda.add(0.5, 'x')).toThrow('whole seconds');
  });
});
