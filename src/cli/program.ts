import { Command, CommanderError } from 'commander';
import { errorCodes, ForewarmError } from '../errors.ts';
import { type Io, stopCodes } from './io.ts';
import { wrap } from './output.ts';

/** Exit codes of every command, as printed by `forewarm --help`. */
export const exitCodes = [
  [0, 'ok'],
  [1, 'unexpected failure'],
  [2, 'wrong usage or unreadable input'],
  [3, 'invalid configuration, or a requested backend is absent'],
  [4, 'AWS could not be reached or refused'],
  [5, 'not enough data for an answer'],
  [7, 'another forewarm holds the database'],
] as const;

/** Runs `argv` against the terminal `io` and returns the exit code; throws nothing. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  try {
    const program = await programOf(io);
    if (argv.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return isStop(error) && io.signal.aborted ? stoppedCode(io.signal) : report(error, io);
  }
}

/** Whether `error`, or what caused it, is how work ends that was told to stop. */
function isStop(error: unknown): boolean {
  if (typeof error === 'string') return error in stopCodes;
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || isStop(error.cause);
}

function stoppedCode({ reason }: AbortSignal): number {
  return reason === 'SIGTERM' ? stopCodes.SIGTERM : stopCodes.SIGINT;
}

/** Every verb with its options. Verbs import what they need when they run, so help is instant. */
async function programOf(io: Io): Promise<Command> {
  const { commands } = await import('./commands.ts');
  const program = new Command('forewarm')
    .description(
      'Sizes EC2 Auto Scaling warm pools ahead of predicted spikes, under a hard cost cap.',
    )
    .version(await version(), '-V, --version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', () => {
      const codes = exitCodes.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n');
      return `\nExit codes:\n${codes}\n\nBegin with \`forewarm demo\`, or with your own history:\n  forewarm forecast --input requests.csv\n`;
    });
  for (const make of commands) program.addCommand(make(io));
  return quiet(program, io);
}

/** Sends help to `out`, complaints to `err`, and turns commander's exits into errors. */
function quiet(command: Command, io: Io): Command {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => io.out(text),
    writeErr: (text) => io.err(text),
    getOutHelpWidth: () => io.columns,
    getErrHelpWidth: () => io.columns,
  });
  command.configureHelp({
    commandDescription: (shown) => shown.description().replaceAll('\n', ' '),
  });
  command.showHelpAfterError('(add --help for the options)');
  for (const child of command.commands) quiet(child, io);
  return command;
}

function report(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : errorCodes.FW_USAGE.exit;
  if (error instanceof ForewarmError) {
    io.err(complaint(error, io));
    if (error.hint !== null) io.err(fitted(error.hint, io, '  '));
    return error.exitCode;
  }
  io.err(
    `forewarm: unexpected failure, please report it\n${error instanceof Error ? error.stack : error}\n`,
  );
  return 1;
}

/** What failed. Places in the configuration begin their lines, where editors look for them. */
function complaint({ code, message }: ForewarmError, io: Io): string {
  const isPlaced = code === 'FW_CONFIG_INVALID' && /^.+:\d+:\d+[ :]/m.test(message);
  if (isPlaced) return `forewarm: the configuration is wrong\n${message}\n`;
  if (message.includes('\n')) return `forewarm: ${message}\n`;
  return fitted(`forewarm: ${message}`, io);
}

/** Broken into lines for a person alone: programs look for whole sentences. */
function fitted(text: string, io: Io, indent = ''): string {
  return io.interactive ? wrap(text, io.columns, indent) : `${indent}${text}\n`;
}

async function version(): Promise<string> {
  const { readPackageVersion } = await import('./package.ts');
  return readPackageVersion();
}
