import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/app/ports/host.ts';
import type { Sizer } from '../../src/app/ports/sizing.ts';
import { fitRequested } from '../../src/app/sizing-fit.ts';
import { loadConfig } from '../../src/config/load.ts';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import type { Scenario } from '../../src/core/simulation/scenario.ts';
import { ingestAll } from '../../src/daemon/ingestion.ts';
import { jobsOf } from '../../src/daemon/jobs.ts';
import { Loop } from '../../src/daemon/loop.ts';
import { memoryOf } from '../../src/daemon/memory.ts';
import { setupOf } from '../../src/daemon/setup.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { trainAll } from '../../src/daemon/training.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { createWorld } from '../../src/emulator/world.ts';
import { plainTrainer } from './plain-trainer.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
/** The sizing law, fitted in this thread. */
const sizer: Sizer = { fit: async (request) => fitRequested(request) };

/** The demo's shop with fewer days behind it, and nothing unusual ahead. */
export function plainShop(historyDays: number, seed = 7): Scenario {
  const demo = demoScenario(seed);
  if (demo.load.kind !== 'generated') throw new Error('the demo generates its load');
  const options = { ...demo.load.options, surges: [], outages: [] };
  return { ...demo, historyDays, announced: [], load: { kind: 'generated', options } };
}

/** Keys of one group and of the file, as YAML, over a shop that acts under a cap. */
export interface DaemonSettings {
  readonly scenario: Scenario;
  readonly pool: string;
  /** Times from the pool into service. */
  readonly starts?: string;
  /** Further lines of the group, without indent. */
  readonly more?: string;
  readonly prices?: string;
  /** Caps of the group; by default fifty dollars a day. */
  readonly budget?: string;
}

/** The daemon's own jobs and AWS clients against an emulated AWS, on a clock that a test moves. */
export async function emulatedDaemon(settings: DaemonSettings) {
  const { scenario } = settings;
  const world = createWorld(scenario);
  const emulator = await startEmulator(world);
  const directory = mkdtempSync(join(tmpdir(), 'forewarm-daemon-'));
  const clock: Clock = { now: () => world.now };
  const stores = openStores(directory, { create: true });
  const configFile = join(directory, 'forewarm.yaml');
  writeFileSync(configFile, configText(settings, emulator.url, directory));
  const config = loadConfig(configFile);
  const setup = setupOf(config, clock, {});
  const ports = {
    ...stores,
    ...memoryOf(stores, quiet),
    clock,
    sizer,
    log: quiet,
    trainer: plainTrainer(),
  };
  const { signal } = new AbortController();
  const jobs = jobsOf(() => setup, ports).filter(({ name }) => name === 'step');
  const loop = new Loop(jobs, { clock, slots: stores.slots, log: quiet });
  await ingestAll(setup, ports, signal);
  return {
    ...{ world, setup, stores, configFile },
    group: setup.groups[0]!,
    poolNow: () => world.group(scenario.group.name)!.group.pool,
    membersNow: () => world.group(scenario.group.name)!.group.instances('pool').length,
    train: () => trainAll(setup, ports, signal),
    /** Takes every step up to `until`. */
    runTo: async (until: number, onStep: () => void = () => {}) => {
      while (world.now + setup.fleet.stepSeconds <= until) {
        world.advanceTo(world.now + setup.fleet.stepSeconds);
        await loop.tick();
        onStep();
      }
    },
    close: async () => {
      stores.close();
      await emulator.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configText(
  {
    scenario,
    pool,
    starts = 'start: 30s, startRunning: 5s',
    more = '',
    prices,
    budget = 'dayUsd: 50',
  }: DaemonSettings,
  endpoint: string,
  directory: string,
): string {
  const { group, rule, loadBalancer, historyDays } = scenario;
  return `version: 1
state: { directory: ${JSON.stringify(directory)} }
aws: { region: us-east-1, endpoint: ${JSON.stringify(endpoint)} }
steps: { reconcile: 5m }
forecast: { historyDays: ${historyDays} }
retention: { activities: 36500d, ledger: 36500d } # commands look at the scene by the clock of the wall
groups:
  - name: ${group.name}
    mode: act
    traffic:
      source: cloudwatch
      namespace: AWS/ApplicationELB
      metric: RequestCount
      dimensions: { LoadBalancer: ${loadBalancer} }
      statistic: Sum
      gaps: zero
    capacity: { loadPerInstance: ${rule.loadPerInstance}, boot: 300s, release: 2m, ${starts} }
    pool: { preparedMax: 110, ${pool} }
    service: { hitRate: 0.9 }
    prices: { ${prices ?? 'instanceHourUsd: 0.085, storageHourUsd: 0.0033'} }
    budget: { ${budget} }
${more.replaceAll(/^/gm, '    ')}
`;
}
