import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import type { Scenario } from '../../src/core/simulation/scenario.ts';
import { type Emulator, startEmulator } from '../../src/emulator/server.ts';
import { createWorld, type World } from '../../src/emulator/world.ts';

const root = join(import.meta.dirname, '../..');
const wallClock = { now: () => Math.floor(Date.now() / 1000) };

/** The demo's service, starting now, with `historyDays` of load behind it and no surprises ahead. */
export function scenarioFromNow(historyDays: number): Scenario {
  const demo = demoScenario(7);
  const now = wallClock.now();
  const start = now - (now % 60);
  if (demo.load.kind !== 'generated') throw new Error('the demo generates its load');
  const options = { ...demo.load.options, start, surges: [], outages: [] };
  return { ...demo, start, historyDays, announced: [], load: { kind: 'generated', options } };
}

/** An emulated AWS on the wall clock. */
export async function emulated(scenario: Scenario): Promise<{ world: World; emulator: Emulator }> {
  const world = createWorld(scenario);
  return { world, emulator: await startEmulator(world, { clock: wallClock }) };
}

/** Writes a configuration for the scenario's group and returns its path. */
export function configFor(scenario: Scenario, emulator: Emulator, directory: string): string {
  const file = join(directory, 'forewarm.yaml');
  writeFileSync(
    file,
    `version: 1
state: { directory: ${join(directory, 'state')} }
aws: { region: us-east-1, endpoint: "${emulator.url}" }
steps: { reconcile: 1m }
forecast: { historyDays: ${scenario.historyDays} }
groups:
  - name: ${scenario.group.name}
    mode: act
    traffic:
      source: cloudwatch
      namespace: AWS/ApplicationELB
      metric: RequestCount
      dimensions: { LoadBalancer: ${scenario.loadBalancer} }
      statistic: Sum
      gaps: zero
    capacity: { loadPerInstance: ${scenario.rule.loadPerInstance}, boot: 300s }
    pool: { minSize: 2 }
    service: { hitRate: 0.9 }
    prices: { instanceHourUsd: 0.085, storageHourUsd: 0.0033 }
    budget: { dayUsd: 50 }
`,
  );
  return file;
}

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command as a process of its own. */
export function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function finished(child: ChildProcess): Promise<Finished> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

export const forewarm = (...args: string[]): Promise<Finished> => finished(start(...args));

/** Resolves when the child's log holds `text`; rejects when it ends before. */
export function logged(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes(text)) resolve();
    });
    child.on('close', (code) => reject(new Error(`ended with ${code} before "${text}":\n${log}`)));
  });
}
