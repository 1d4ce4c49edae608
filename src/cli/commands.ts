import type { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { backtestCommand } from './commands/backtest.ts';
import { checkConfigCommand } from './commands/check-config.ts';
import { demoCommand } from './commands/demo.ts';
import { forecastCommand } from './commands/forecast.ts';
import { importCommand } from './commands/import.ts';
import { pauseCommand, resumeCommand } from './commands/pause.ts';
import { planCommand } from './commands/plan.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { statusCommand } from './commands/status.ts';
import { trainCommand } from './commands/train.ts';
import { whyCommand } from './commands/why.ts';
import type { Io } from './io.ts';

/** Every verb, in the order of `--help`: from a first look to daily use. */
export const commands: readonly ((io: Io) => Command)[] = [
  demoCommand,
  forecastCommand,
  backtestCommand,
  replayCommand,
  checkConfigCommand,
  runCommand,
  importCommand,
  trainCommand,
  planCommand,
  applyCommand,
  statusCommand,
  whyCommand,
  pauseCommand,
  resumeCommand,
];
