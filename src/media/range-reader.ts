/** A file of which any part can be read: an object in a bucket, a post's media address, a file in memory. */
export interface RangeReader {
  /** Length of the file in bytes; `null` while unknown. Looked at again after every read, which may have told it. */
  readonly size: number | null;
  /**
   * The bytes from `start` up to but not including `end`: fewer at the end of the file, none beyond it. One request.
   * Whatever it throws ends the probe and reaches the caller.
   */
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}
