import { parseArgs } from 'node:util';

/** Reads the path behind `--config`; without it an example runs on the simulators. */
export function configOption(): string | undefined {
  return parseArgs({ options: { config: { type: 'string' } } }).values.config;
}
