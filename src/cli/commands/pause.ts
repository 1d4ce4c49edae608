import { Command } from 'commander';
import { duration } from '../../core/units.ts';
import { type ConfigOptions, readConfig, requireGroup, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { parseDuration } from '../parse.ts';
import { withStores } from '../stored.ts';

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
      const { wallClock } = await import('../../daemon/run.ts');
      await withStores(config.state.directory, ({ pauses, path }) => {
        const until = options.for === undefined ? null : wallClock.now() + options.for;
        pauses.set(group, until, options.reason);
        const length =
          options.for === undefined ? 'until `resume`' : `for ${duration(options.for)}`;
        io.out(`${group} is paused ${length}: ${options.reason}\n${databaseText(path)}`);
      });
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
      const { wallClock } = await import('../../daemon/run.ts');
      await withStores(config.state.directory, ({ pauses, path }) => {
        const reason = pauses.get(group, wallClock.now());
        if (reason !== null) pauses.clear(group);
        const said =
          reason === null
            ? `${group} is not paused: nothing to resume`
            : `the pause of ${group} has ended (${reason}); its mode counts from the next step`;
        io.out(`${said}\n${databaseText(path)}`);
      });
    });
}

/** Which daemon it concerns: a pause in another one's database holds nothing. */
function databaseText(path: string): string {
  return `  in the database ${path}\n`;
}
