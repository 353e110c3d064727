import { expect, it } from 'vitest';

import type { Logger } from '../../src/index.ts';
import { openAccount, openBucket } from '../support/demo.ts';

it('spells the fields of every log record alike, so that one query finds the waits of both platforms', async () => {
  const records: { message: string; fields: Record<string, unknown> }[] = [];
  const note = (message: string, fields: Record<string, unknown> = {}): void => void records.push({ message, fields });
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const deps = { logger, retry: { retries: 1, initialDelayMs: 1 } };
  const { graph, instagram } = await openAccount(deps);
  const { bucket, gcs } = await openBucket(deps);
  for (const simulator of [graph, bucket]) simulator.addFault({ nth: 1, action: { kind: 'status', status: 503 } });
  await instagram.collect();
  await gcs.generateInventory();

  const keys = new Set(records.flatMap(({ fields }) => Object.keys(fields)));
  expect([...keys].filter((key) => !/^[a-z]+(?:_[a-z]+)*$/.test(key))).toEqual([]);
  const retried = records.filter(({ fields }) => 'delay_ms' in fields).map(({ fields }) => fields['logger']);
  expect(retried).toEqual(['instagram_analytics', 'gcs_inventory']);
});
