import { Command, Option } from 'commander';
import { type PriceQuestion, storageHour } from '../../core/capacity/listed-prices.ts';
import { ForewarmError } from '../../errors.ts';
import { type ConfigOptions, configFile, withConfig } from '../configured.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseAmount, parseRegion } from '../parse.ts';
import { type PoolPriceList, pricesText, savedText } from '../prices-text.ts';

interface Options extends ConfigOptions {
  readonly save?: true;
  readonly region?: string;
  readonly type?: string;
  readonly disk?: number;
  readonly diskType: string;
  readonly system: PriceQuestion['system'];
  readonly list?: string;
  readonly json?: true;
}

export function pricesCommand(io: Io): Command {
  return withConfig(new Command('prices'))
    .summary(
      'what a pool member costs by the public price list, to be written into the configuration',
    )
    .description(
      `Reads the public price list of EC2 for one region, a file of some hundreds of megabytes that
needs no credentials. With --region, --type and --disk it prints the \`prices\` of a group, dated, to
be pasted. With --save it looks up what the groups of the configuration leave to the list, and keeps
it in the state directory, dated: from there every command takes what is not written down.`,
    )
    .addOption(
      new Option('--save', 'keep what the groups of the configuration leave to the list').conflicts(
        ['region', 'type', 'disk', 'diskType', 'system'],
      ),
    )
    .option('--type <name>', 'instance type, such as m7g.large')
    .option('--region <name>', 'region, such as eu-central-1', parseRegion)
    .option('--disk <gigabytes>', 'disks of one member in GB', parseAmount)
    .option('--disk-type <name>', 'their type, by its API name', 'gp3')
    .addOption(
      new Option('--system <name>', 'operating system')
        .choices(['Linux', 'Windows'])
        .default('Linux'),
    )
    .option('--list <file or url>', 'a list that is already there, instead of that of AWS')
    .option('--json', 'print it as JSON')
    .action((options: Options) => (options.save === true ? save(options, io) : show(options, io)));
}

/** Prints what one member costs. */
async function show(options: Options, io: Io): Promise<void> {
  const { region, type, disk, diskType, system } = options;
  if (region === undefined || type === undefined || disk === undefined) {
    throw new ForewarmError('FW_USAGE', 'prices needs --region, --type and --disk, or --save');
  }
  const list = await listOf(options, region, io);
  const question = { instanceType: type, system, volumeType: diskType };
  const { source, answers } = await list.read(region, [question], io.signal);
  const [answer] = answers;
  if (answer?.kind !== 'listed') {
    throw new ForewarmError('FW_INPUT_INVALID', `${source} has ${answer?.lack}`, {
      hint: 'check the spelling and the region, or look the price up and write it down',
    });
  }
  const { published, instanceHourUsd, gigabyteMonthUsd } = answer.prices;
  const shown: PoolPriceList = {
    ...{ region, instanceType: type, system, published, source },
    ...{ diskGigabytes: disk, diskType, gigabyteMonthUsd, instanceHourUsd },
    storageHourUsd: storageHour(disk, gigabyteMonthUsd),
  };
  io.out(options.json === true ? json({ command: 'prices', ...shown }) : pricesText(shown));
}

/**
 * Keeps what the list says of the groups of the configuration.
 * @throws ForewarmError FW_CONFIG_INVALID naming each group that the list has no price for, after
 * what it has is kept and printed.
 */
async function save(options: Options, io: Io): Promise<void> {
  const { loadWritten } = await import('../../config/load.ts');
  const { questionsOf, regionOf, unlistedIn } = await import('../../config/prices.ts');
  const { refreshPrices } = await import('../../app/prices.ts');
  const { PriceFile } = await import('../../adapters/prices/price-file.ts');
  const { wallClock } = await import('../../daemon/run.ts');
  const { config, report } = loadWritten(configFile(options, io.env), { environment: io.env });
  const prices = new PriceFile(config.state.directory);
  const questions = questionsOf(config);
  const region = regionOf(config, io.env);
  if (questions.length > 0 && region === null) {
    const hint = 'set aws.region: the price list is by region';
    throw new ForewarmError('FW_CONFIG_INVALID', 'the configuration names no region', { hint });
  }
  const { read: saved, unlisted } =
    questions.length === 0
      ? { read: [], unlisted: [] }
      : await refreshPrices(
          { region: region!, questions },
          { list: await listOf(options, region!, io), prices, clock: wallClock },
          io.signal,
        );
  const document = { command: 'prices', file: prices.path, saved, unlisted };
  if (options.json === true) io.out(json(document));
  else if (unlisted.length < questions.length || questions.length === 0)
    io.out(savedText(saved, prices.path, io.columns));
  for (const { path, message } of unlistedIn(config, unlisted)) report.add(path, message);
  if (report.hasProblems) throw report.error();
}

async function listOf({ list }: Options, region: string, io: Io) {
  const { AwsPriceList } = await import('../../adapters/prices/aws-price-list.ts');
  const { priceListUrl } = await import('../../adapters/prices/price-list.ts');
  if (io.interactive) io.err(`reading ${list ?? priceListUrl(region)}\n`);
  return list === undefined ? new AwsPriceList() : new AwsPriceList(() => list);
}
