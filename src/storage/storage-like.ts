/**
 * What this library uses of a `Storage` client of `@google-cloud/storage` 7 or 8, so that a configured client can be
 * handed in. Structural: no type of that package is named, and either major fits.
 */
export interface StorageLike {
  /** The bucket of this name; sends nothing. */
  bucket(name: string, options?: { userProject?: string }): BucketLike;
}

/** What this library uses of a `Bucket` of that client. */
export interface BucketLike {
  /** One authenticated JSON API request, `uri` relative to the bucket: `/o`. Resolves to body and response. */
  request(options: { uri: string; qs?: Record<string, unknown> }): Promise<[unknown, unknown]>;
  /** The object of this name; sends nothing. */
  file(name: string, options?: { generation?: string }): FileLike;
}

/** What this library uses of a `File` of that client. */
export interface FileLike {
  /** The bytes from `start` to `end`, both included. */
  createReadStream(options?: {
    start?: number;
    end?: number;
    validation?: false;
    decompress?: boolean;
    userProject?: string;
  }): StorageReadStream;
}

/** What this library uses of a read stream. */
export interface StorageReadStream extends AsyncIterable<unknown> {
  /** Stops the reading. */
  destroy(error?: Error): unknown;
}
