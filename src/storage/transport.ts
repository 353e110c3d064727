/** Values of a query; `undefined` is left out. */
export type StorageQuery = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface BytesRequest {
  readonly name: string;
  /** First and last byte, both included. */
  readonly start: number;
  readonly end: number;
  readonly generation?: string | undefined;
}

/**
 * How requests about one bucket reach the service. Each call is one request and one attempt; what goes wrong is thrown
 * as whatever the transport throws, for {@link readFailure} to read.
 */
export interface StorageTransport {
  /** A JSON reply, parsed. `path` is relative to the bucket: `/o`. */
  getJson(path: string, query: StorageQuery, signal: AbortSignal | undefined): Promise<unknown>;
  /** Stored bytes as they are, never unpacked. Empty beyond the object's end. */
  getBytes(request: BytesRequest, signal: AbortSignal | undefined): Promise<Uint8Array>;
}
