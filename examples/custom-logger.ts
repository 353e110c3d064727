/**
 * The library writes its log to whatever logger it is given: `console` and tslog as they are, pino through `fromPino`.
 * Without one it is silent. A token never reaches any of them.
 *
 *   npx tsx examples/custom-logger.ts [--config insight-inventory.config.json]
 */
import { fromPino, InstagramAnalyticsManager, type Logger } from 'insight-inventory';
import { pino } from 'pino';
import { Logger as TsLogger } from 'tslog';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { findInstagram } from './support/open-instagram.ts';

async function main(): Promise<void> {
  const loggers: Record<string, Logger> = {
    console,
    tslog: new TsLogger({ pretty: { template: '{{logLevelName}} ' }, stack: { capture: 'off' } }),
    pino: fromPino(pino({ level: 'debug', base: { service: 'nightly' } })),
  };
  const { config, close } = await findInstagram(configOption());
  try {
    for (const [name, logger] of Object.entries(loggers)) {
      console.log(`--- ${name}`);
      await new InstagramAnalyticsManager(config, { logger }).getAccountInfo({ insights: false });
    }
  } finally {
    await close();
  }
}

main().catch(fail);
