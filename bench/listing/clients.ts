/** The ways to list a bucket that are compared. Each gives the number of objects and their bytes, to check the others. */
import { readFile } from 'node:fs/promises';
import { get, Agent } from 'node:http';

import { type File, Storage } from '@google-cloud/storage';

import { createFileStore } from '../../src/runtime/stores.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';

export interface Target {
  readonly url: string;
  readonly bucket: string;
  /** Requests in flight, where a client has such a setting. */
  readonly concurrency: number;
  /** A folder where cut points lie from one run to the next. */
  readonly cutPointsDir: string;
  /** JSON file with the paths of requests to repeat. */
  readonly pagesFile?: string | undefined;
}

export interface Found {
  readonly files: number;
  readonly bytes: number;
}

export type Client = (target: Target) => Promise<Found>;

/** What our full listing asks for, given to every client that can choose. */
const FIELDS =
  'nextPageToken,prefixes,items(name,size,contentType,storageClass,timeCreated,updated,generation,md5Hash,crc32c,metadata)';
const FOLDER_FIELDS = 'nextPageToken,prefixes,items(name,size,contentType,timeCreated)';
const TOTAL_FIELDS = 'nextPageToken,prefixes,items(name,size,contentType,storageClass,timeCreated)';

interface Page {
  readonly nextPageToken?: string;
  readonly items?: readonly { readonly size: string }[];
}

async function everyPage(next: (token: string | undefined) => Promise<Page>): Promise<Found> {
  let files = 0;
  let bytes = 0;
  let token: string | undefined;
  do {
    const page = await next(token);
    for (const item of page.items ?? []) {
      files += 1;
      bytes += Number(item.size);
    }
    token = page.nextPageToken;
  } while (token !== undefined);
  return { files, bytes };
}

function storageOf(url: string): Storage {
  return new Storage({ apiEndpoint: url, projectId: 'bench', timeout: 60_000 });
}

function sdkPages(fields: string): Client {
  return ({ url, bucket }) => {
    const storage = storageOf(url);
    return everyPage(async (pageToken) => {
      const qs = { fields, maxResults: 5000, prettyPrint: false, ...(pageToken === undefined ? {} : { pageToken }) };
      const [body] = await storage.bucket(bucket).request({ uri: '/o', qs });
      return body as Page;
    });
  };
}

function getPage(address: string, agent: Agent): Promise<Page> {
  return new Promise((resolve, reject) => {
    get(address, { agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Page);
      });
    }).on('error', reject);
  });
}

function barePages(fields: string): Client {
  const agent = new Agent({ keepAlive: true });
  return ({ url, bucket }) =>
    everyPage((pageToken) => {
      const token = pageToken === undefined ? '' : `&pageToken=${encodeURIComponent(pageToken)}`;
      const query = `fields=${encodeURIComponent(fields)}&maxResults=5000&prettyPrint=false${token}`;
      return getPage(`${url}/storage/v1/b/${bucket}/o?${query}`, agent);
    });
}

/** Sends the requests another client sent, as many at a time: what fetching and parsing those very pages takes. */
const samePages: Client = async ({ url, concurrency, pagesFile = '' }) => {
  const agent = new Agent({ keepAlive: true });
  const left = (JSON.parse(await readFile(pagesFile, 'utf8')) as string[]).reverse();
  let files = 0;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const { items = [] } = await getPage(`${url}${path}`, agent);
      files += items.length;
      for (const item of items) bytes += Number(item.size);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { files, bytes };
};

/** Name of the client that repeats the requests of another. */
export const SAME_PAGES = 'http.get, the pages of ';

function manager({ url, bucket, concurrency }: Target): GCSInventoryManager {
  return new GCSInventoryManager({ bucket, apiEndpoint: url }, { concurrency });
}

const inventoryByCutPoints: Client = async (target) => {
  const options = { files: 'none', cutPoints: createFileStore(target.cutPointsDir) } as const;
  const { bucket_summary: summary } = await manager(target).generateInventory(undefined, options);
  return { files: summary.total_files, bytes: summary.total_size_bytes };
};

export const CLIENTS: Readonly<Record<string, Client>> = {
  [SAME_PAGES]: samePages,
  'http.get, all fields': barePages(FIELDS),
  'http.get, folder fields': barePages(FOLDER_FIELDS),
  'http.get, total fields': barePages(TOTAL_FIELDS),
  'SDK pages, all fields': sdkPages(FIELDS),
  'SDK getFiles': async ({ url, bucket }) => {
    const [files] = await storageOf(url).bucket(bucket).getFiles();
    return { files: files.length, bytes: files.reduce((sum, { metadata }) => sum + Number(metadata.size), 0) };
  },
  'SDK getFilesStream': async ({ url, bucket }) => {
    let files = 0;
    let bytes = 0;
    for await (const file of storageOf(url).bucket(bucket).getFilesStream()) {
      files += 1;
      bytes += Number((file as File).metadata.size);
    }
    return { files, bytes };
  },
  'ours: folders': async (target) => {
    const { total } = await manager(target).analyzeFolders({ maxDepth: 1 });
    return { files: total.files, bytes: total.size_bytes };
  },
  'ours: inventory': async (target) => {
    const { bucket_summary: summary } = await manager(target).generateInventory(undefined, { files: 'none' });
    return { files: summary.total_files, bytes: summary.total_size_bytes };
  },
  'ours: inventory, cut points': inventoryByCutPoints,
  'ours: inventory, cut points, 4 at a time': (target) => inventoryByCutPoints({ ...target, concurrency: 4 }),
  'ours: folders, cut points': async (target) => {
    const options = { cutPoints: createFileStore(target.cutPointsDir), maxDepth: 1 };
    const { total } = await manager(target).analyzeFolders(options);
    return { files: total.files, bytes: total.size_bytes };
  },
  'ours: iterate unordered': async (target) => {
    let files = 0;
    let bytes = 0;
    for await (const file of manager(target).iterateFiles({ order: 'unordered' })) {
      files += 1;
      bytes += file.size_bytes ?? 0;
    }
    return { files, bytes };
  },
  'ours: iterate by name': async (target) => {
    let files = 0;
    let bytes = 0;
    for await (const file of manager(target).iterateFiles()) {
      files += 1;
      bytes += file.size_bytes ?? 0;
    }
    return { files, bytes };
  },
};
