// A file of its own in the package, minified and shared by both formats (tsup.config.ts).
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import type { Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';

/** Unpacks what Parquet may be packed with: by Node where it can, which is faster. The reader itself unpacks Snappy. */
export const CODECS: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ZSTD: (bytes) => decompressZstd(bytes),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

export { parquetMetadataAsync, parquetRead } from 'hyparquet';
