/**
 * What this library uses of a `Storage` client of `@google-cloud/storage` 7 or 8, so that a configured client can be
 * handed in. Structural: no type of that package is named, and either major fits.
 */
export interface StorageLike {
  bucket(name: string, options?: { userProject?: string }): BucketLike;
}

export interface BucketLike {
  /** One authenticated JSON API request, `uri` relative to the bucket: `/o`. Resolves to body and response. */
  request(options: { uri: string; qs?: Record<string, unknown> }): Promise<[unknown, unknown]>;
  file(name: string, options?: { generation?: string }): FileLike;
}

export interface FileLike {
  createReadStream(options?: {
    start?: number;
    end?: number;
    validation?: false;
    decompress?: boolean;
    userProject?: string;
  }): StorageReadStream;
}

export interface StorageReadStream extends AsyncIterable<unknown> {
  destroy(error?: Error): unknown;
}
