import { Command } from 'commander';
import type { Io } from '../io.ts';
import { cloudWatchCommand } from './import/cloudwatch.ts';
import { csvCommand } from './import/csv.ts';

export function importCommand(io: Io): Command {
  return new Command('import')
    .summary('bring traffic history into the database')
    .description('Brings traffic history into the database. Importing twice changes nothing.')
    .addCommand(csvCommand(io))
    .addCommand(cloudWatchCommand(io));
}
