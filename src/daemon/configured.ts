import { PriceFile } from '../adapters/prices/price-file.ts';
import { loadConfig } from '../config/load.ts';
import type { Environment } from '../config/overrides.ts';
import type { Config } from '../config/schema.ts';

/**
 * The configuration in `file`, with what its state directory keeps of prices that it leaves to the
 * list. @throws ForewarmError FW_CONFIG_INVALID, FW_DB_BROKEN.
 */
export function loadPriced(file: string, environment: Environment): Config {
  const readings = (directory: string) => new PriceFile(directory).readings();
  return loadConfig(file, { environment, readings });
}
