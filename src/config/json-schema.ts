import { z } from 'zod';
import { ConfigFile } from './schema.ts';

/** JSON Schema of a configuration file, for editors; shipped as config/forewarm.schema.json. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'forewarm configuration' };
}
