import { Command } from 'commander';
import { percent } from '../../core/units.ts';
import type { DemoProgress, DemoResult } from '../../daemon/demo.ts';
import { demoDocument, demoText } from '../demo-text.ts';
import type { Io } from '../io.ts';
import { json, quantity, usd } from '../output.ts';
import { parseWhole } from '../parse.ts';

export function demoCommand(io: Io): Command {
  return new Command('demo')
    .summary('two virtual days against an embedded AWS; needs no account')
    .description(
      `Ingests three weeks of traffic from an embedded AWS, trains, then runs the real daemon loop for
two virtual days: an ordinary Monday with a spike nobody foresaw, a Tuesday with an announced sale
and 40 minutes without metrics. Ends with a scoreboard beside a group without a pool, AWS's default
pool and the best constant pool. Nothing outside this machine is touched.`,
    )
    .option('--seed <number>', 'another world; the same seed repeats it bit for bit', parseWhole, 1)
    .option('--json', 'print the scoreboard as one JSON object')
    .action(async ({ seed, json: asJson }: { seed: number; json?: true }) => {
      const { runDemo } = await import('../../daemon/demo.ts');
      const { WorkerTrainer } = await import('../../daemon/worker-trainer.ts');
      const { openLog } = await import('../../adapters/telemetry/logger.ts');
      const live = new LiveLine(io);
      const result: DemoResult = await runDemo({
        seed,
        trainer: new WorkerTrainer(),
        log: openLog('error'),
        env: io.env,
        signal: io.signal,
        onProgress: (progress) => live.show(progress),
      });
      live.clear();
      io.out(asJson === true ? json(demoDocument(result)) : demoText(result));
    });
}

/** Virtual seconds between two lines where no terminal can be redrawn. */
const quietSeconds = 6 * 3600;

/** One line that follows the demo: redrawn on a terminal, else a line each six virtual hours. */
class LiveLine {
  readonly #io: Io;
  #drawn = 0;

  constructor(io: Io) {
    this.#io = io;
  }

  show(progress: DemoProgress): void {
    if (progress.kind !== 'step') this.#note(describe(progress));
    else if (this.#io.interactive) this.#draw(stepLine(progress));
    else if (progress.at % quietSeconds === 0) this.#io.err(`${stepLine(progress)}\n`);
  }

  clear(): void {
    if (this.#drawn > 0) this.#io.err(`\r${' '.repeat(this.#drawn)}\r`);
    this.#drawn = 0;
  }

  #note(line: string): void {
    this.clear();
    this.#io.err(`${line}\n`);
  }

  #draw(line: string): void {
    this.#io.err(`\r${line.padEnd(this.#drawn)}`);
    this.#drawn = line.length;
  }
}

function describe(progress: Exclude<DemoProgress, { kind: 'step' }>): string {
  switch (progress.kind) {
    case 'ingested':
      return `ingested ${progress.samples.toLocaleString('en-US')} samples from CloudWatch`;
    case 'trained': {
      const { member, backend, trainSeconds, lossRatio } = progress.model;
      return `trained ${member} (${backend}) in ${trainSeconds.toFixed(1)} s: ${percent(1 - lossRatio, 0)} less loss than seasonal naive`;
    }
    case 'rivals':
      return 'replaying the same two days with other pools';
  }
}

function stepLine({ at, world }: Extract<DemoProgress, { kind: 'step' }>): string {
  const { inService, ready, booting, outcome } = world;
  const time = new Date(at * 1000).toISOString().slice(5, 16).replace('T', ' ');
  return (
    `${time}  in service ${String(inService).padStart(3)}  warm ${String(ready).padStart(3)}` +
    `  booting ${String(booting).padStart(2)}  hit rate ${percent(outcome.hitRate)}` +
    `  cold starts ${quantity(outcome.misses)}  spent ${usd(outcome.spendMicroUsd)}`
  );
}
