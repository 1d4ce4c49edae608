import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Log } from '../app/ports/host.ts';
import type { ModelManifest, Trainer } from '../app/ports/models.ts';
import { parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { bestConstant } from '../core/simulation/best-constant.ts';
import { demoScenario } from '../core/simulation/demo-scenario.ts';
import {
  endOfScenario,
  type Outcome,
  runConstant,
  type Scenario,
  trafficOf,
} from '../core/simulation/scenario.ts';
import { type EpochSeconds, type MicroUsd, secondsPerDay } from '../core/units.ts';
import { startEmulator } from '../emulator/server.ts';
import { createWorld, type World } from '../emulator/world.ts';
import { demoConfig } from './demo-config.ts';
import { ingestAll } from './ingestion.ts';
import { jobsOf } from './jobs.ts';
import { Loop } from './loop.ts';
import { memoryOf } from './memory.ts';
import { setupOf } from './setup.ts';
import { openStores, type Stores } from './stores.ts';
import { trainAll } from './training.ts';
import { WorkerSizer } from './worker-sizer.ts';

export interface DemoOptions {
  readonly seed: number;
  readonly trainer: Trainer;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DemoProgress) => void;
}

/** Where the demo stands. */
export type DemoProgress =
  | { readonly kind: 'ingested'; readonly samples: number }
  | { readonly kind: 'trained'; readonly model: ModelManifest }
  | { readonly kind: 'step'; readonly at: EpochSeconds; readonly world: DemoView }
  | { readonly kind: 'rivals' };

/** What a watcher of the world sees at one step. */
export interface DemoView {
  readonly desired: number;
  readonly inService: number;
  readonly ready: number;
  readonly booting: number;
  readonly outcome: Outcome;
}

export interface DemoResult {
  readonly scenario: Scenario;
  readonly group: string;
  readonly hitRate: number;
  readonly samples: number;
  readonly model: ModelManifest;
  /** forewarm first, then the rivals in the same world. */
  readonly policies: readonly DemoPolicy[];
  readonly days: readonly DemoDay[];
  readonly fallback: { readonly seconds: number; readonly reasons: readonly string[] };
}

export interface DemoPolicy {
  readonly name: string;
  readonly setting: string;
  readonly outcome: Outcome;
}

/** One budget window: what the billing meter of the world says was spent, beside the cap. */
export interface DemoDay {
  readonly start: EpochSeconds;
  readonly spent: MicroUsd;
  readonly cap: MicroUsd;
}

/**
 * Two virtual days of the real daemon against an embedded AWS, beside rivals in the same world.
 * The loop, its jobs and the AWS clients are those of production; only the clock is virtual.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const scenario = demoScenario(options.seed);
  const world = createWorld(scenario);
  const emulator = await startEmulator(world);
  const directory = mkdtempSync(join(tmpdir(), 'forewarm-demo-'));
  const stores = openStores(directory, { create: true });
  try {
    const config = parseConfig('demo.yaml', demoConfig(scenario, emulator.url, directory));
    return await playDemo({ ...options, scenario, world, stores, config });
  } finally {
    stores.close();
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Stage extends DemoOptions {
  readonly scenario: Scenario;
  readonly world: World;
  readonly stores: Stores;
  readonly config: Config;
}

async function playDemo(stage: Stage): Promise<DemoResult> {
  const { scenario, world, stores, config, trainer, log, env, signal, onProgress } = stage;
  const clock: Clock = { now: () => world.now };
  const setup = setupOf(config, clock, env);
  const ports = {
    ...stores,
    ...memoryOf(stores, log),
    clock,
    trainer,
    log,
    sizer: new WorkerSizer(),
  };

  await ingestAll(setup, ports, signal);
  const { series, policy } = setup.groups[0]!;
  const samples = stores.series.extent(series)?.samples ?? 0;
  onProgress({ kind: 'ingested', samples });
  await trainAll(setup, ports, signal);
  const model = stores.models.latest(policy.group)!.manifest;
  onProgress({ kind: 'trained', model });

  const jobs = jobsOf(() => setup, ports).filter(({ name }) => name === 'step');
  const loop = new Loop(jobs, { clock, slots: stores.slots, log });
  const { stepSeconds } = setup.fleet;
  for (let at = scenario.start; at < endOfScenario(scenario); at += stepSeconds) {
    signal.throwIfAborted();
    world.advanceTo(at);
    await loop.tick();
    onProgress({ kind: 'step', at, world: viewOf(world, policy.group) });
  }
  world.advanceTo(endOfScenario(scenario));

  onProgress({ kind: 'rivals' });
  const hitRate = policy.serviceLevel.kind === 'hit-rate' ? policy.serviceLevel.target : 1;
  const dayCap = policy.caps.find(({ per }) => per === 'day')!;
  const entries = stores.ledger.between(policy.group, 0, Number.MAX_SAFE_INTEGER);
  const fallbacks = entries.filter(
    ({ event, plan }) => event !== 'intended' && plan.producer !== 'predictive',
  );
  const own = world.outcome(policy.group);
  return {
    scenario,
    group: policy.group,
    hitRate,
    samples,
    model,
    policies: [
      { name: 'forewarm', setting: 'planned', outcome: own },
      ...rivalsOf(scenario, hitRate, own.hitRate),
    ],
    days: daysOf(scenario, world, policy.group, dayCap.limit),
    fallback: {
      seconds: fallbacks.length * stepSeconds,
      reasons: [...new Set(fallbacks.map(({ plan }) => plan.reason.split(/ \(|;/)[0]!))],
    },
  };
}

function viewOf(world: World, name: string): DemoView {
  const { group } = world.group(name)!;
  return {
    desired: group.desired,
    inService: group.count('group', 'ready'),
    ready: group.count('pool', 'ready'),
    booting: group.count('pool', 'starting'),
    outcome: world.outcome(name),
  };
}

/** The same world with pools that nobody adjusts. */
function rivalsOf(scenario: Scenario, hitRate: number, reached: number): DemoPolicy[] {
  const traffic = trafficOf(scenario);
  const constant = (name: string, rate: number): DemoPolicy => {
    const { setting, outcome } = bestConstant(scenario, rate);
    const { minSize, prepared, reuse } = setting;
    const size = minSize === prepared ? `${prepared} always warm` : `prepared ${prepared}`;
    return { name, setting: `${size}${reuse ? ', reuse' : ''}`, outcome };
  };
  return [
    { name: 'no pool', setting: 'none', outcome: runConstant(scenario, 'none', traffic) },
    {
      name: 'AWS default',
      setting: `prepared ${scenario.group.maxSize}`,
      outcome: runConstant(scenario, 'aws-default', traffic),
    },
    constant('best constant', hitRate),
    constant('… at equal hit rate', reached),
  ];
}

function daysOf(scenario: Scenario, world: World, name: string, cap: MicroUsd): DemoDay[] {
  const { meter } = world.group(name)!.group;
  return Array.from({ length: scenario.days }, (_, day) => {
    const start = scenario.start + day * secondsPerDay;
    return { start, spent: meter.poolSpend(start, start + secondsPerDay, world.now), cap };
  });
}
