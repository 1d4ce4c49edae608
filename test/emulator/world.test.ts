import { describe, expect, test } from 'vitest';
import { demoScenario } from '../../src/core/simulation/demo-scenario.ts';
import { desiredCapacity } from '../../src/core/simulation/scaling.ts';
import { endOfScenario, runConstant, trafficOf } from '../../src/core/simulation/scenario.ts';
import { createWorld, type World } from '../../src/emulator/world.ts';
import { group, setting } from './harness.ts';

const scenario = demoScenario(11);

/** Everything that can be seen of a world. */
const stateOf = (world: World) => ({
  outcome: world.outcome(group),
  events: world.events(group),
  activities: world.group(group)!.group.activities,
  members: world
    .group(group)!
    .group.instances('pool')
    .map(({ id, state }) => ({ id, state })),
});

describe('World', () => {
  test('is the same world that a constant is simulated in', () => {
    const world = createWorld(scenario);
    world.group(group)!.group.putWarmPool(setting);
    world.advanceTo(endOfScenario(scenario));
    expect(world.outcome(group)).toEqual(runConstant(scenario, setting));
  });

  test('at each whole minute desired capacity is what the rule makes of the load', () => {
    const world = createWorld(scenario);
    const traffic = trafficOf(scenario);
    for (let at = scenario.start + 60; at < scenario.start + 6 * 3600; at += 420) {
      world.advanceTo(at);
      expect(world.group(group)!.group.desired).toBe(desiredCapacity(traffic, scenario.rule, at));
    }
  });

  test('does not depend on how finely its clock is advanced', () => {
    const run = (stepSeconds: number) => {
      const world = createWorld(scenario);
      world.group(group)!.group.putWarmPool(setting);
      const end = scenario.start + 6 * 3600;
      for (let at = scenario.start; at < end; at += stepSeconds) {
        world.advanceTo(Math.min(end, at + stepSeconds));
      }
      return stateOf(world);
    };
    const whole = run(6 * 3600);
    expect(whole.outcome.claims).toBeGreaterThan(0);
    expect(run(37)).toEqual(whole);
    expect(run(60)).toEqual(whole);
  });

  test('runs on recorded load as well, and shows it in its metric', () => {
    const { start, rule } = scenario;
    const samples = [1, 1, 8, 8, 8, 3, 3, 3, 3, 3].map((instances, n) => ({
      at: start + n * 300,
      value: instances * rule.loadPerInstance,
    }));
    const world = createWorld(
      { ...scenario, load: { kind: 'recorded', samples, stepSeconds: 300 } },
      { metricDelay: { secondsMin: 0, secondsMax: 0 } },
    );
    const desiredAt = (seconds: number) => {
      world.advanceTo(start + seconds);
      return world.group(group)!.group.desired;
    };
    expect([300, 660, 1500, 2400].map(desiredAt)).toEqual([2, 8, 8, 3]);
    const dimensions = { LoadBalancer: scenario.loadBalancer };
    const metric = { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions };
    const points = world.metrics.find(metric)!.read(start + 540, start + 660, world.now);
    expect(points.map(({ sum }) => sum / 60 / rule.loadPerInstance)).toEqual([1, 8]);
  });

  test('tells its story in the shape of EventBridge', () => {
    const world = createWorld(scenario);
    world.group(group)!.group.putWarmPool({ minSize: 1, prepared: 1 });
    world.advanceTo(scenario.start + 400);
    const mine = world.events(group).filter(({ detail }) => detail.Destination === 'WarmPool');
    expect(mine.map((event) => event['detail-type'])).toEqual([
      'EC2 Instance-launch Lifecycle Action',
      'EC2 Instance Launch Successful',
    ]);
    expect(mine[0]).toMatchObject({
      source: 'aws.autoscaling',
      detail: { AutoScalingGroupName: group, Origin: 'EC2', Action: 'Launch' },
    });
  });
});
