import { changedReply, type FaultPlan, type PageFlaw, replacedReply } from '../shared/fault-plan.ts';
import type { Fault, RemoveFault, SimulatedRequest } from '../shared/fault.ts';
import { bodyBytes, type Reply } from '../shared/reply.ts';
import type { LoggedRequest, Misuse, SimulatorStats } from '../shared/request-log.ts';
import { type Latency, startSimulatorHost } from '../shared/simulator-host.ts';
import { answer, BATCH_PATH, type BucketState, endpointOf, type ListedPage } from './answer.ts';
import { GeneratedObjects } from './generated-objects.ts';
import type { GeneratePlan } from './object-names.ts';
import { ObjectStore } from './object-store.ts';
import { errorReply, invalidReply, statusReply } from './refusals.ts';
import { objectRow, type ObjectRow, type SimulatedObject } from './simulated-object.ts';

/** Options of {@link startBucketSimulator}. */
export interface BucketSimulatorOptions {
  /** Name of the one bucket there is; any other answers 404. @default 'simulated-bucket' */
  readonly bucket?: string | undefined;
  /** Stored objects, put in this order. With `generate`, they are laid over the generated ones. */
  readonly objects?: readonly SimulatedObject[] | undefined;
  /**
   * Managed folders, or folders of a hierarchical namespace, each with `/` at its end: prefixes of listings that ask
   * for them with `includeFoldersAsPrefixes=true`, empty or not.
   * @default none
   */
  readonly folders?: readonly string[] | undefined;
  /** Computed objects, for buckets of any size. */
  readonly generate?: GeneratePlan | undefined;
  /**
   * Largest page the server gives, whatever is asked: 1,000 is the documented page.
   * @default 5,000 with projection=noAcl, 2,000 with full
   */
  readonly pageCap?: number | undefined;
  /** @default 0 */
  readonly latencyMs?: Latency | undefined;
  /**
   * What the caller may do.
   * @default ['storage.buckets.get', 'storage.objects.get', 'storage.objects.list']
   */
  readonly permissions?: readonly string[] | undefined;
  /**
   * The bearer token requests must carry; others get the 401 of the service. Left out, every request counts as made by
   * a known account, because clients send no credentials to a custom endpoint.
   */
  readonly accessToken?: string | undefined;
  /** Whether every request needs `userProject`. @default false */
  readonly requesterPays?: boolean | undefined;
  /** Whether a replaced object stays as a noncurrent version. @default false */
  readonly versioning?: boolean | undefined;
  /** Whether text is compressed for clients that accept gzip. `false` saves CPU in benchmarks. @default true */
  readonly gzip?: boolean | undefined;
  /**
   * Every n-th list request gets a page without items and with a token, as the service may give; the same request gets
   * it once. @default never
   */
  readonly emptyPageEvery?: number | undefined;
  /** Every n-th list request gets a page of half its size. @default never */
  readonly shortPageEvery?: number | undefined;
  /**
   * What is wrong with a page of a listing: tokens that lead in a circle, an object on two pages.
   * @default nothing
   */
  readonly pageFlaw?: ((page: ListedPage) => PageFlaw | undefined) | undefined;
  readonly faults?: readonly Fault[] | undefined;
}

export type { ListedPage } from './answer.ts';

/** What a listing of the whole bucket must come to. */
export interface SimulatedObjectSummary {
  readonly name: string;
  readonly size: number;
  readonly generation: string;
  readonly timeCreated: string | null;
}

/** A running bucket. */
export interface BucketSimulator {
  /** Base URL without a slash at the end: the `apiEndpoint` of `@google-cloud/storage`, or STORAGE_EMULATOR_HOST. */
  readonly url: string;
  readonly bucket: string;
  /** What was asked so far, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Gives the counts so far; `misuse` lists every request the documentation calls wrong. */
  stats(): SimulatorStats;
  /** Makes requests fail from now on; returns the way to stop that. */
  addFault(fault: Fault): RemoveFault;
  /** Adds or replaces an object between two requests. Throws a `RangeError` for a name or size that cannot be. */
  putObject(object: SimulatedObject): void;
  /** Removes an object between two requests; nothing happens when there is none of the name. */
  removeObject(name: string): void;
  /** Lists the live objects in listing order: the truth to compare a client with. Generated ones are made as you go. */
  objects(): Iterable<SimulatedObjectSummary>;
  /** Ends the server and every open connection. */
  close(): Promise<void>;
}

const DEFAULT_PERMISSIONS = ['storage.buckets.get', 'storage.objects.get', 'storage.objects.list'];

/**
 * Starts a Cloud Storage bucket on 127.0.0.1 that answers the read side of the JSON API: objects.list, objects.get with
 * `alt=media` and ranges, buckets.get, testIamPermissions, and batches of these. Where the service answers with an
 * error, so does this.
 *
 * What it does not have: writing over HTTP (501; use `putObject` and `removeObject`), several buckets, the folder
 * resources of hierarchical namespaces.
 *
 * @source Cloud Storage JSON API v1 (checked 2026-11-27)
 * @example
 * const simulator = await startBucketSimulator({ objects: [{ name: 'clips/a.mp4', size: 20_000_000 }] });
 * const storage = new Storage({ apiEndpoint: simulator.url, projectId: 'test' });
 * const [files] = await storage.bucket(simulator.bucket).getFiles();
 * await simulator.close();
 */
export async function startBucketSimulator(options: BucketSimulatorOptions = {}): Promise<BucketSimulator> {
  const bucket = options.bucket ?? 'simulated-bucket';
  const base = options.generate === undefined ? null : new GeneratedObjects(options.generate);
  const store = new ObjectStore({
    base,
    versioning: options.versioning ?? false,
    folders: folderRows(options.folders),
  });
  let put = 0;
  const putObject = (object: SimulatedObject): void => {
    store.put(objectRow(object, put));
    put += 1;
  };
  for (const object of options.objects ?? []) putObject(object);
  const host = await startSimulatorHost({
    endpointOf,
    answer: (request) =>
      request.path === BATCH_PATH ? answerBatch(request, state, host.plan) : answer(request, state),
    errorReply: (status) => statusReply(status),
    faults: options.faults,
    latencyMs: options.latencyMs,
    gzip: options.gzip ?? true,
  });
  const state: BucketState = {
    bucket,
    url: host.url,
    store,
    versioning: options.versioning ?? false,
    pageCap: options.pageCap ?? null,
    pageFlaw: options.pageFlaw ?? null,
    rules: {
      permissions: new Set(options.permissions ?? DEFAULT_PERMISSIONS),
      accessToken: options.accessToken ?? null,
      requesterPays: options.requesterPays ?? false,
    },
    oddPages: {
      emptyEvery: options.emptyPageEvery ?? null,
      shortEvery: options.shortPageEvery ?? null,
      served: 0,
      emptied: new Set(),
    },
  };
  return {
    url: host.url,
    bucket,
    requests: host.requests,
    stats: () => host.stats(),
    addFault: (fault) => host.addFault(fault),
    putObject,
    removeObject: (name) => {
      store.remove(name);
    },
    objects: () => summaries(store),
    close: () => host.close(),
  };
}

function folderRows(names: readonly string[] = []): readonly ObjectRow[] {
  return names.map((name, ordinal) => {
    if (!name.endsWith('/')) throw new RangeError(`Folder ${JSON.stringify(name)} has no / at its end.`);
    return objectRow({ name }, ordinal);
  });
}

function* summaries(store: ObjectStore): Generator<SimulatedObjectSummary> {
  const view = store.live;
  for (let index = 0; index < view.length; index += 1) {
    const { name, size, generation, timeCreated } = view.rowAt(index);
    yield { name, size, generation, timeCreated };
  }
}

const MAX_BATCH_ITEMS = 100;

/**
 * Answers a `multipart/mixed` request of several calls with one part each, in their order. The headers of the whole
 * request hold for each call; a call that names another host is answered 400.
 *
 * @source Cloud Storage, sending batch requests (checked 2026-11-28)
 */
function answerBatch(request: SimulatedRequest, state: BucketState, plan: FaultPlan): Reply {
  const boundary = /^multipart\/mixed;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (request.method !== 'POST' || boundary === undefined) return statusReply(400);
  const parts = request.body.split(`--${boundary}`).slice(1, -1);
  if (parts.length > MAX_BATCH_ITEMS) {
    const misuse = [{ rule: 'batch_over_maximum', detail: `${String(parts.length)} calls` } as const];
    return invalidReply('The batch request has too many calls.', { misuse });
  }
  const misuse: Misuse[] = [];
  const written = parts.map((part, index) => {
    const id = /^content-id: *<?([^>\r\n]+)>?/im.exec(part)?.[1];
    const reply = answerPart(part, index, request, state, plan);
    misuse.push(...reply.misuse);
    return writtenPart(reply, id);
  });
  return {
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` },
    body: `${written.join('')}--${BOUNDARY}--`,
    errorCode: null,
    misuse,
    compressible: true,
  };
}

const BOUNDARY = 'batch_simulator_0123456789';

function answerPart(part: string, index: number, outer: SimulatedRequest, state: BucketState, plan: FaultPlan): Reply {
  const [, method = '', target = ''] = /\r?\n\r?\n([A-Z]+) (\S+)/.exec(part) ?? [];
  if (!target.startsWith('/')) return statusReply(400);
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const endpoint = endpointOf(method, path, query);
  const asked = { method, path, query, headers: outer.headers, body: '', endpoint, item: index };
  if (endpoint === 'objects.media')
    return errorReply(400, { reason: 'invalid', message: 'A batch takes no downloads.' });
  const action = plan.take(asked);
  const replaced = action === null ? null : replacedReply(action, statusReply);
  return changedReply(action, replaced ?? answer(asked, state), asked);
}

function writtenPart(reply: Reply, id: string | undefined): string {
  const body = Buffer.from(bodyBytes(reply.body)).toString('utf8');
  const lines = [
    `--${BOUNDARY}`,
    'Content-Type: application/http',
    ...(id === undefined ? [] : [`Content-ID: <response-${id}>`]),
    '',
    `HTTP/1.1 ${String(reply.status)} ${reply.status === 200 ? 'OK' : 'Error'}`,
    ...Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    '',
    body,
    '',
  ];
  return lines.join('\r\n');
}
