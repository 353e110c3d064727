import { startBucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { CONFORMANCE_NAMES } from './list-cases.ts';

/** Something that lists the conformance objects. */
export interface ListingEndpoint {
  readonly label: string;
  /** URL of objects.list, without a query. */
  readonly listUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Gives the simulator with the conformance objects. */
export async function simulatorEndpoint(): Promise<ListingEndpoint> {
  const objects = CONFORMANCE_NAMES.map((name) => ({ name, content: name }));
  const simulator = await startBucketSimulator({ bucket: 'conformance', objects });
  return {
    label: 'the simulator',
    listUrl: `${simulator.url}/storage/v1/b/conformance/o`,
    headers: {},
    close: () => simulator.close(),
  };
}

/**
 * Gives another service, filled over its JSON API: `INSIGHT_INVENTORY_STORAGE_ENDPOINT` is its base URL,
 * `INSIGHT_INVENTORY_STORAGE_BUCKET` an existing empty bucket (one is created otherwise) and
 * `INSIGHT_INVENTORY_STORAGE_TOKEN` a bearer token if it wants one. The objects stay there.
 */
export async function externalEndpoint(environment: NodeJS.ProcessEnv): Promise<ListingEndpoint | null> {
  const base = environment['INSIGHT_INVENTORY_STORAGE_ENDPOINT']?.replace(/\/$/, '');
  if (base === undefined || base === '') return null;
  const token = environment['INSIGHT_INVENTORY_STORAGE_TOKEN'];
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const given = environment['INSIGHT_INVENTORY_STORAGE_BUCKET'];
  const bucket = given ?? `conformance-${Date.now().toString(36)}`;
  if (given === undefined) {
    await send(`${base}/storage/v1/b?project=conformance`, JSON.stringify({ name: bucket }), {
      ...headers,
      'content-type': 'application/json',
    });
  }
  for (const name of CONFORMANCE_NAMES) {
    const query = new URLSearchParams({ uploadType: 'media', name });
    await send(`${base}/upload/storage/v1/b/${bucket}/o?${query.toString()}`, name, headers);
  }
  const listUrl = `${base}/storage/v1/b/${bucket}/o`;
  return { label: base, listUrl, headers, close: () => Promise.resolve() };
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`${url}: ${String(response.status)} ${await response.text()}`);
}
