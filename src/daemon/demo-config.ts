import type { Scenario } from '../core/simulation/scenario.ts';
import { isoOf, toUsd } from '../core/units.ts';

/** The configuration of the demo, as a user would write it for the scenario's one group. */
export function demoConfig(scenario: Scenario, endpoint: string, directory: string): string {
  const { group, rule, announced, loadBalancer, seed } = scenario;
  const { bootingHour, parkedHour } = group.prices;
  const storage = toUsd(parkedHour.Stopped);
  const instance = (bootingHour - parkedHour.Stopped) / 1e6;
  const events = announced.map(
    ({ name, start, end, multiple }) =>
      `{ name: ${name}, start: ${isoOf(start)}, end: ${isoOf(end)}, multiple: ${multiple} }`,
  );
  return `version: 1
state: { directory: ${JSON.stringify(directory)} }
aws: { region: us-east-1, endpoint: ${JSON.stringify(endpoint)} }
steps: { reconcile: 5m }
forecast: { seed: ${seed}, historyDays: ${scenario.historyDays} }
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
    capacity: { loadPerInstance: ${rule.loadPerInstance}, boot: 300s, start: 30s }
    pool: { state: Stopped, reuse: true, preparedMax: 110 }
    service: { hitRate: 0.9 }
    prices: { instanceHourUsd: ${instance}, storageHourUsd: ${storage} }
    budget: { dayUsd: 12 }
    events: [${events.join(', ')}]
`;
}
