import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, env, execPath, version } from 'node:process';

const require = createRequire(import.meta.url);
const packageName = '@tensorflow/tfjs-node';

/** Whether the native TensorFlow runs on this machine, and if not, why. */
export type NativeVerdict =
  | { readonly kind: 'usable'; readonly version: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** Remembers verdicts between starts; a `Map` will do. */
export interface VerdictCache {
  get(key: string): NativeVerdict | undefined;
  set(key: string, verdict: NativeVerdict): unknown;
}

/** The verdict on the installed package `name`, from `cache` when it is known there. */
export function probeNative(cache?: VerdictCache, name = packageName): NativeVerdict {
  const location = locate(name);
  if (location === null) return { kind: 'absent', reason: `${name} is not installed` };
  const key = `${version} ${arch} ${location.version}`;
  const known = cache?.get(key);
  if (known !== undefined) return known;
  const verdict = probeModule(location.file);
  cache?.set(key, verdict);
  return verdict;
}

/**
 * Multiplies two matrices with the module at `file`, in a worker of a child process: a broken
 * addon can kill a process without an exception (SIGILL where the CPU lacks AVX), and training
 * runs in a worker. `node` is the program of that process.
 */
export function probeModule(file: string, node = execPath): NativeVerdict {
  const trial = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value == null;
    util.isArray ??= Array.isArray;
    const tf = require(${JSON.stringify(file)});
    const sum = tf.sum(tf.matMul(tf.ones([2, 2]), tf.ones([2, 2]))).dataSync()[0];
    if (sum !== 8) throw new Error('wrong product ' + sum);
    require('node:worker_threads').parentPort.postMessage('usable ' + tf.version['tfjs-node']);`;
  const host = `
    const { Worker } = require('node:worker_threads');
    new Worker(${JSON.stringify(trial)}, { eval: true }).on('message', (m) => console.log(m));`;
  const child = spawnSync(node, ['-e', host], {
    timeout: 20_000,
    encoding: 'utf8',
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  if (child.error !== undefined && child.signal === null) {
    return { kind: 'absent', reason: `its trial did not start: ${child.error.message}` };
  }
  const answer = /^usable (.*)$/m.exec(child.stdout);
  if (child.status === 0 && answer !== null) return { kind: 'usable', version: answer[1]! };
  return { kind: 'absent', reason: child.signal ?? errorLine(child.stderr) };
}

/** Loads the native package into this process: only after a verdict of `usable`. */
export function requireNative(): unknown {
  const util = require('node:util');
  util.isNullOrUndefined ??= (value: unknown) => value == null; // gone from Node 23
  util.isArray ??= Array.isArray;
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  return require(packageName);
}

function locate(name: string): { file: string; version: string } | null {
  try {
    const manifest: { version: string } = require(`${name}/package.json`);
    return { file: require.resolve(name), version: manifest.version };
  } catch {
    return null;
  }
}

function errorLine(stderr: string): string {
  const line = stderr.split('\n').find((text) => /Error:/.test(text));
  return line?.trim() ?? 'the trial ended without an answer';
}
