import type { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { backtestCommand } from './commands/backtest.ts';
import { budgetCommand } from './commands/budget.ts';
import { checkConfigCommand } from './commands/check-config.ts';
import { demoCommand } from './commands/demo.ts';
import { experimentCommand } from './commands/experiment.ts';
import { forecastCommand } from './commands/forecast.ts';
import { importCommand } from './commands/import.ts';
import { pauseCommand, resumeCommand } from './commands/pause.ts';
import { planCommand } from './commands/plan.ts';
import { pricesCommand } from './commands/prices.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { statusCommand } from './commands/status.ts';
import { trainCommand } from './commands/train.ts';
import { whatIfCommand } from './commands/whatif.ts';
import { whyCommand } from './commands/why.ts';
import type { Io } from './io.ts';

/** Every verb, in the order of `--help`: from a first look to daily use. */
export const commands: readonly ((io: Io) => Command)[] = [
  demoCommand,
  forecastCommand,
  reportCommand,
  backtestCommand,
  replayCommand,
  whatIfCommand,
  pricesCommand,
  checkConfigCommand,
  runCommand,
  importCommand,
  trainCommand,
  planCommand,
  applyCommand,
  statusCommand,
  whyCommand,
  budgetCommand,
  experimentCommand,
  pauseCommand,
  resumeCommand,
];
