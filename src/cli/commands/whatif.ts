import { Command, InvalidArgumentError } from 'commander';
import type { Change, WhatIfDocument, WhatIfOutcome } from '../../app/whatif.ts';
import { poolStates } from '../../core/capacity/setting.ts';
import { readLoad } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseAmount, parseDuration, parsePositive, parseShare } from '../parse.ts';
import { type ReplayOptions, requestOf, withReplayOptions } from '../replay/options.ts';
import { changeText, whatIfText } from '../whatif-text.ts';

interface Options extends ReplayOptions {
  readonly if?: readonly Change[];
  readonly json?: true;
}

/** How the value of each assumption is read. */
const assumptions: Readonly<Record<Change['kind'], (value: string) => Change>> = {
  spike: (value) => ({ kind: 'spike', factor: parsePositive(value) }),
  boot: (value) => ({ kind: 'boot', seconds: parseDuration(value) }),
  start: (value) => ({ kind: 'start', seconds: parseDuration(value) }),
  price: (value) => ({ kind: 'price', usd: parsePositive(value) }),
  'stopped-price': (value) => ({ kind: 'stopped-price', usd: parseAmount(value) }),
  'hit-rate': (value) => ({ kind: 'hit-rate', target: parseShare(value) }),
  'cold-start': (value) => ({ kind: 'cold-start', usd: parseAmount(value) }),
  state: (value) => ({ kind: 'state', state: parseState(value) }),
  cap: (value) => ({ kind: 'cap', usdPerDay: parseAmount(value) }),
};
const names = Object.keys(assumptions).join(', ');

export function whatIfCommand(io: Io): Command {
  return withReplayOptions(new Command('whatif'))
    .summary('what a bigger spike, a faster boot, another price or a cap would move')
    .description(
      `Replays your history as \`replay\` does and then again with one assumption changed at a time:
what moves in dollars, cold starts and settings. Without --if, the usual ones: a spike three times
as high, half and twice the boot time, dearer prices, more and fewer misses, a cap, another state.`,
    )
    .option(
      '--if <what=value>',
      `change this instead, as often as given: ${names}; such as boot=2m, cap=10 (dollars a day)`,
      (text: string, before: readonly Change[] = []) => [...before, parseChange(text)],
    )
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const { whatIf } = await import('../../app/whatif.ts');
      const { name, series, calendar } = await readLoad(options, io);
      const document = whatIf(
        requestOf(options, series, calendar),
        options.if ?? null,
        (change, index, count) => {
          if (io.interactive) io.err(`${index + 1} of ${count}: ${changeText(change)}\n`);
        },
      );
      io.out(options.json === true ? json(documentOf(document)) : whatIfText(name, document, io));
    });
}

function parseChange(text: string): Change {
  const [, what = '', value = ''] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  const parse = Object.hasOwn(assumptions, what) ? assumptions[what as Change['kind']] : null;
  if (parse === null) {
    throw new InvalidArgumentError(`Write one of ${names}, then = and a value: boot=2m.`);
  }
  return parse(value);
}

function parseState(text: string): (typeof poolStates)[number] {
  if (text.toLowerCase() === 'auto') {
    const why = 'auto is no assumption but a choice among these by their prices';
    throw new InvalidArgumentError(
      `Write one of ${poolStates.join(', ')}: ${why}; see --state auto.`,
    );
  }
  const state = poolStates.find((each) => each.toLowerCase() === text.toLowerCase());
  if (state === undefined) throw new InvalidArgumentError(`Write one of ${poolStates.join(', ')}.`);
  return state;
}

/** The document with the difference of each change, so that a reader need not subtract. */
function documentOf({ changes, ...rest }: WhatIfDocument): object {
  const { base } = rest;
  return {
    command: 'whatif',
    ...rest,
    changes: changes.map((outcome) => ({ ...outcome, difference: difference(outcome, base) })),
  };
}

function difference(outcome: WhatIfOutcome, base: WhatIfOutcome): object {
  return {
    spendUsdPerMonth: outcome.spendUsdPerMonth - base.spendUsdPerMonth,
    coldStarts: outcome.coldStarts - base.coldStarts,
    hitRate: outcome.hitRate - base.hitRate,
    meanMembers: outcome.meanMembers - base.meanMembers,
  };
}
