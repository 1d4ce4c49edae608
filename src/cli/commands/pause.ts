import { Command } from 'commander';
import { duration } from '../../core/units.ts';
import { type ConfigOptions, readConfig, requireGroup, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { parseDuration } from '../parse.ts';

interface PauseOptions extends ConfigOptions {
  readonly for?: number;
  readonly reason: string;
}

export function pauseCommand(io: Io): Command {
  return withConfig(new Command('pause'))
    .summary('leave a group alone until resume')
    .description(
      `The group is watched and billed but its pool is not changed, save for a cut that a cost cap
demands. Works beside a running daemon, from its next step on.`,
    )
    .argument('<group>', 'the Auto Scaling group')
    .option('--for <duration>', 'end by itself after this long, such as 2h', parseDuration)
    .option('--reason <text>', 'shown wherever the pause decides', 'paused by hand')
    .action(async (group: string, options: PauseOptions) => {
      const config = await readConfig(options, io);
      requireGroup(group, config);
      const { openStores } = await import('../../daemon/stores.ts');
      const { wallClock } = await import('../../daemon/run.ts');
      const stores = openStores(config.state.directory, { create: true });
      try {
        const until = options.for === undefined ? null : wallClock.now() + options.for;
        stores.pauses.set(group, until, options.reason);
        const length =
          options.for === undefined ? 'until `resume`' : `for ${duration(options.for)}`;
        io.out(`${group} is paused ${length}: ${options.reason}\n`);
      } finally {
        stores.close();
      }
    });
}

export function resumeCommand(io: Io): Command {
  return withConfig(new Command('resume'))
    .summary('end a pause, whoever set it')
    .description(
      `Ends a pause set by hand, or by forewarm when someone else changed the pool. What that change
left is where the next step starts from.`,
    )
    .argument('<group>', 'the Auto Scaling group')
    .action(async (group: string, options: ConfigOptions) => {
      const config = await readConfig(options, io);
      requireGroup(group, config);
      const { openStores } = await import('../../daemon/stores.ts');
      const { wallClock } = await import('../../daemon/run.ts');
      const stores = openStores(config.state.directory, { create: false });
      try {
        const reason = stores.pauses.get(group, wallClock.now());
        if (reason === null) return void io.out(`${group} is not paused: nothing to resume\n`);
        stores.pauses.clear(group);
        io.out(`the pause of ${group} has ended (${reason}); its mode counts from the next step\n`);
      } finally {
        stores.close();
      }
    });
}
