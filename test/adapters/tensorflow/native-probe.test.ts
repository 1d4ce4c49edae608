import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type NativeVerdict,
  probeModule,
  probeNative,
} from '../../../src/adapters/tensorflow/native-probe.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** A module in place of the native one, whose product sums to what `source` says. */
function moduleOf(source: string): string {
  const file = join(temporaryDirectory(), 'native.cjs');
  writeFileSync(file, source);
  return file;
}

const working = (sum: number) => `
  exports.version = { 'tfjs-node': '4.22.0' };
  exports.ones = exports.matMul = () => require('node:util').isNullOrUndefined(null);
  exports.sum = () => ({ dataSync: () => [${sum}] });`;

describe('probeModule', () => {
  test('trusts a module that multiplies, and lends it what newer Nodes took away', () => {
    expect(probeModule(moduleOf(working(8)))).toEqual({ kind: 'usable', version: '4.22.0' });
  });

  test.each([
    { name: 'multiplies wrongly', source: working(7), reason: /wrong product 7/ },
    { name: 'cannot load', source: `throw new Error('ERR_DLOPEN')`, reason: /ERR_DLOPEN/ },
    { name: 'kills', source: `process.kill(process.pid, 'SIGILL')`, reason: /SIGILL/ },
    { name: 'ends', source: 'process.exit(0)', reason: /without an answer/ },
  ])('does not trust one that $name', ({ source, reason }) => {
    const verdict = probeModule(moduleOf(source));
    expect(verdict).toMatchObject({ kind: 'absent', reason: expect.stringMatching(reason) });
  });

  test('trusts none where no process can be started', () => {
    const verdict = probeModule(moduleOf(working(8)), join(temporaryDirectory(), 'node'));
    expect(verdict).toMatchObject({
      kind: 'absent',
      reason: expect.stringMatching(/trial did not start: .*ENOENT/),
    });
  });
});

describe('probeNative', () => {
  test('says that a package is not there', () => {
    const verdict = probeNative(new Map(), '@tensorflow/no-such-package');
    expect(verdict).toMatchObject({ kind: 'absent', reason: expect.stringMatching(/installed/) });
  });

  test('asks once, where a cache remembers', () => {
    const module = dirname(moduleOf(working(8)));
    const manifest = { main: 'native.cjs', version: '4.22.0' };
    writeFileSync(join(module, 'package.json'), JSON.stringify(manifest));
    const cache = new Map<string, NativeVerdict>();
    expect(probeNative(cache, module)).toEqual({ kind: 'usable', version: '4.22.0' });
    const [key] = cache.keys();
    const remembered = { kind: 'absent', reason: 'remembered' } as const;
    cache.set(key!, remembered);
    expect(probeNative(cache, module)).toEqual(remembered);
    expect(key).toContain('4.22.0');
    expect(key).toContain(process.version);
  });
});
