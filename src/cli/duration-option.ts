import { Option } from 'commander';
import { parseDuration } from './parse.ts';

/** An option that takes a duration; its default reads in the help as it would be typed. */
export function durationOption(flags: string, description: string, usual: string): Option {
  return new Option(flags, description)
    .argParser(parseDuration)
    .default(parseDuration(usual), usual);
}
