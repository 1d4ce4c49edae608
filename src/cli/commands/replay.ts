import { Command } from 'commander';
import { readLoad } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { type ReplayOptions, requestOf, withReplayOptions } from '../replay/options.ts';
import { replayText } from '../replay/text.ts';

interface Options extends ReplayOptions {
  readonly html?: string;
  readonly json?: true;
}

export function replayCommand(io: Io): Command {
  return withReplayOptions(new Command('replay'))
    .summary('what forewarm and its rivals would have done with your history')
    .description(
      `Replays a CSV of past traffic against a warm pool: forewarm's settings, each chosen from what
was known then, beside no pool, the best constant in hindsight, AWS's defaults and others, in
dollars and cold starts, with 95 % intervals by days and a chart of cost against hit rate. Needs no
AWS account.`,
    )
    .option('--html <file>', 'also write the chart and the table to a page that stands alone')
    .option('--json', 'print one JSON object with every setting')
    .action(async (options: Options) => {
      const { requireWritable, writeText } = await import('../text-file.ts');
      if (options.html !== undefined) requireWritable(options.html);
      const { replaySeries } = await import('../../app/replay/replay.ts');
      const { name, series, calendar } = await readLoad(options, io);
      const document = replaySeries(requestOf(options, series, calendar));
      if (options.html !== undefined) {
        const { frontierHtml } = await import('../replay/frontier-html.ts');
        await writeText(options.html, frontierHtml(name, document));
      }
      io.out(options.json === true ? json(document) : replayText(name, document, io));
    });
}
