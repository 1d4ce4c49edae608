import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const adapter = join(root, 'src/adapters/aws');

interface Statement {
  readonly Action: readonly string[];
  readonly Condition?: object;
}

const { Statement: statements } = JSON.parse(
  readFileSync(join(root, 'deploy/iam/policy.json'), 'utf8'),
) as { readonly Statement: readonly Statement[] };

/** Every operation of AWS that the adapter calls, as a policy names them. */
function calledActions(): string[] {
  const sources = readdirSync(adapter).map((name) => readFileSync(join(adapter, name), 'utf8'));
  const called = sources.flatMap((text) =>
    [...text.matchAll(/\bnew (\w+)Command\b|\bpaginate(\w+)\(/g)].map((match) => {
      const operation = match[1] ?? match[2]!;
      return `${operation === 'GetMetricData' ? 'cloudwatch' : 'autoscaling'}:${operation}`;
    }),
  );
  return [...new Set(called)].sort();
}

describe('the policy that is shipped', () => {
  test('allows what forewarm calls, and nothing else', () => {
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(calledActions());
  });

  test('lets only pools be changed, and only those of groups that opted in', () => {
    const writing = statements.filter(({ Action }) =>
      Action.some((action) => !/:(Describe|Get)/.test(action)),
    );
    expect(writing).toEqual([
      expect.objectContaining({
        Action: ['autoscaling:PutWarmPool'],
        Condition: { StringEquals: { 'aws:ResourceTag/forewarm:managed': 'true' } },
      }),
    ]);
  });
});
