import { Command, Option } from 'commander';
import type { PriceQuestion } from '../../adapters/prices/price-list.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import { parseAmount, parseRegion } from '../parse.ts';
import { type PoolPriceList, pricesText } from '../prices-text.ts';

interface Options {
  readonly region: string;
  readonly type: string;
  readonly disk: number;
  readonly diskType: string;
  readonly system: PriceQuestion['system'];
  readonly list?: string;
  readonly json?: true;
}

/** Hours of a month as AWS bills storage. Source: EBS pricing page. */
const hoursPerMonth = 730;

export function pricesCommand(io: Io): Command {
  return new Command('prices')
    .summary(
      'what a pool member costs by the public price list, to be written into the configuration',
    )
    .description(
      `Reads the public price list of EC2 for one region and prints the \`prices\` of a group, dated. The
file has some hundreds of megabytes and needs no credentials. forewarm never reads it by itself: what
stands in the configuration counts.`,
    )
    .requiredOption('--type <name>', 'instance type, such as m7g.large')
    .requiredOption('--region <name>', 'region, such as eu-central-1', parseRegion)
    .requiredOption('--disk <gigabytes>', 'disks of one member in GB', parseAmount)
    .option('--disk-type <name>', 'their type, by its API name', 'gp3')
    .addOption(
      new Option('--system <name>', 'operating system')
        .choices(['Linux', 'Windows'])
        .default('Linux'),
    )
    .option('--list <file or url>', 'a list that is already there, instead of that of AWS')
    .option('--json', 'print it as JSON')
    .action(async (options: Options) => {
      const { priceListUrl, readPriceList } = await import('../../adapters/prices/price-list.ts');
      const { region, type, disk, diskType, system } = options;
      const source = options.list ?? priceListUrl(region);
      if (io.interactive) io.err(`reading ${source}\n`);
      const question = { instanceType: type, system, volumeType: diskType };
      const listed = await readPriceList(source, question, io.signal);
      const prices: PoolPriceList = {
        ...{ region, instanceType: type, system, published: listed.published, source },
        ...{ diskGigabytes: disk, diskType, gigabyteMonthUsd: listed.gigabyteMonthUsd },
        instanceHourUsd: listed.instanceHourUsd,
        storageHourUsd: (disk * listed.gigabyteMonthUsd) / hoursPerMonth,
      };
      io.out(options.json === true ? json({ command: 'prices', ...prices }) : pricesText(prices));
    });
}
