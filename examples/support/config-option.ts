import { parseArgs } from 'node:util';

/** The path behind `--config`; without it an example runs on the simulators. */
export function configOption(): string | undefined {
  return parseArgs({ options: { config: { type: 'string' } } }).values.config;
}
