/** What an object holds: bytes in memory, or a function of the half-open range `[start, end)`. */
export type ObjectContent = Uint8Array | ((start: number, end: number) => Uint8Array);

/**
 * One object version as the simulator serves it. A `null` field is left out of the resource. int64 values are texts, as
 * on the wire; `size` is a number because ranges are computed from it.
 */
export interface ObjectRow {
  readonly name: string;
  /** Bytes, an exact integer. */
  readonly size: number;
  readonly generation: string;
  readonly metageneration: string;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly contentDisposition: string | null;
  readonly contentLanguage: string | null;
  readonly cacheControl: string | null;
  readonly storageClass: string;
  readonly md5Hash: string | null;
  readonly crc32c: string;
  readonly etag: string;
  readonly timeCreated: string | null;
  readonly updated: string | null;
  readonly timeDeleted: string | null;
  readonly customTime: string | null;
  readonly componentCount: number | null;
  readonly temporaryHold: boolean | null;
  readonly eventBasedHold: boolean | null;
  readonly kmsKeyName: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** `null`: filler bytes. */
  readonly content: ObjectContent | null;
  /**
   * Rows with the same number agree in everything but name and hashes, so the rest is written once. `null`: the row stands alone.
   */
  readonly pool: number | null;
}
