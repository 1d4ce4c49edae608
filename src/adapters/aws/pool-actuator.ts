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
   * instances as the group's MaxSize allows: hence all fields, always.
   * Source: EC2 Auto Scaling API Reference, PutWarmPool.
   * @throws ForewarmError FW_AWS_*; FW_AWS_CONTENTION (retryable) while the group is busy.
   */
  async put(group: string, setting: PoolSetting, signal?: AbortSignal): Promise<void> {
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
    try {
      await this.#client.send(command, signal === undefined ? {} : { abortSignal: signal });
    } catch (cause) {
      throw fromAws(cause, `setting the warm pool of ${group}`);
    }
  }
}
