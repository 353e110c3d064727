import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import { isStorageError, isGraphApiError } from '../../src/base/errors.ts';
import { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { rejectionOf } from '../unit/instagram/studio.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What unpacks to 80 MiB and is below 100 kB on the wire. */
const BOMB = gzipSync(Buffer.alloc(80 * 2 ** 20, ' '));

/** An endpoint that answers everything with a gzip bomb, or with a body that has no end. */
async function endpoint(kind: 'bomb' | 'endless'): Promise<{ url: string; sent: () => number }> {
  let sent = 0;
  const piece = Buffer.alloc(2 ** 20, ' ');
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(kind === 'bomb' ? { 'content-encoding': 'gzip', 'content-length': BOMB.byteLength } : {}),
    });
    if (kind === 'bomb') {
      response.end(BOMB);
      return;
    }
    const send = (): void => {
      while (!response.destroyed && response.write(piece)) sent += piece.byteLength;
      sent += piece.byteLength;
    };
    response.on('drain', send);
    send();
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, sent: () => sent };
}

const NO_RETRY = { retry: { retries: 0 } };

describe.each(['bomb', 'endless'] as const)('an answer that is too large (%s)', (kind) => {
  it('ends a Graph request with its own error', async () => {
    const { url } = await endpoint(kind);
    const config = { userId: '17841400000000001', accessToken: 'EAAtoken', baseUrl: url };
    const error = await rejectionOf(new InstagramAnalyticsManager(config, NO_RETRY).getAccountInfo());
    expect(isGraphApiError(error) && error.code).toBe('graph:body_too_large');
  });

  it('ends a listing with its own error', async () => {
    const { url } = await endpoint(kind);
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: url }, NO_RETRY);
    const error = await rejectionOf(manager.generateInventory());
    expect(isStorageError(error) && error.code).toBe('gcs:body_too_large');
  });
});
