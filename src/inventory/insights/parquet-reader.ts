// A file of its own in the package, minified and shared by both formats (tsup.config.ts).
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { type Compressors, snappyUncompress } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';

/** Most bytes of an unpacked page; writers make pages of one to some mebibytes. */
const MAX_PAGE_BYTES = 256 * 2 ** 20;

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

/** Checks what a page says of its own length before room is made for it. */
function bounded(unpack: Unpack): Unpack {
  return (bytes, length) => {
    if (length > MAX_PAGE_BYTES) throw new RangeError(`a page has more than ${String(MAX_PAGE_BYTES)} bytes`);
    return unpack(bytes, length);
  };
}

/** Unpacks what Parquet may be packed with: by Node where it can, which is faster. */
export const CODECS: Compressors = {
  SNAPPY: bounded((bytes, length) => {
    const page = new Uint8Array(length);
    snappyUncompress(bytes, page);
    return page;
  }),
  GZIP: bounded((bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(length, 1) })),
  BROTLI: bounded((bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(length, 1) })),
  ZSTD: bounded((bytes, length) => decompressZstd(bytes, new Uint8Array(length))),
  LZ4: bounded(decompressLz4),
  LZ4_RAW: bounded(decompressLz4Raw),
};

export { parquetMetadataAsync, parquetRead } from 'hyparquet';
export { parquetHeader } from 'hyparquet/src/column.js';
