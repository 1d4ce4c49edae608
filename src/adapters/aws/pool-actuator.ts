import { type AutoScalingClient, PutWarmPoolCommand } from '@aws-sdk/client-auto-scaling';
import type { PoolActuator } from '../../app/ports/pools.ts';
import { assert } from '../../core/assert.ts';
import type { PoolSetting } from '../../core/capacity/setting.ts';
import { fromAws } from './faults.ts';

/** Sets warm pools of EC2 Auto Scaling groups; one client is one account and region. */
export class AwsPoolActuator implements PoolActuator {
  readonly #client: AutoScalingClient;

  constructor(client: AutoScalingClient) {
    this.#client = client;
  }

  /**
   * Sets every field of the group's warm pool and creates the pool where there is none. Idempotent.
   * PutWarmPool keeps what it is not told, and without MaxGroupPreparedCapacity prepares as many
   * instances as the group's MaxSize allows: hence all fields, always. A call that AWS does not answer
   * is torn off after `secondsMax`, retries and the time between them included.
   * Source: EC2 Auto Scaling API Reference, PutWarmPool.
   * @throws ForewarmError FW_AWS_*; FW_AWS_CONTENTION (retryable) while the group is busy.
   */
  async put(group: string, setting: PoolSetting, secondsMax: number): Promise<void> {
    const { minSize, prepared, state, reuse } = setting;
    assert(Number.isInteger(minSize) && minSize >= 0, `minSize ${minSize}`);
    assert(Number.isInteger(prepared) && prepared >= minSize, `prepared ${prepared} < ${minSize}`);
    const command = new PutWarmPoolCommand({
      AutoScalingGroupName: group,
      MinSize: minSize,
      MaxGroupPreparedCapacity: prepared,
      PoolState: state,
      InstanceReusePolicy: { ReuseOnScaleIn: reuse },
    });
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), secondsMax * 1000);
    try {
      await this.#client.send(command, { abortSignal: deadline.signal });
    } catch (cause) {
      throw fromAws(cause, `setting the warm pool of ${group}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
