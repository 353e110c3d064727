import type { FileCategory } from '../documents/file.ts';

/** Types writers set when they know nothing: they say nothing of the content. */
const UNINFORMATIVE: ReadonlySet<string> = /* @__PURE__ */ new Set([
  '',
  'application/octet-stream',
  'application/unknown',
  'application/x-binary',
  'application/x-unknown',
  'application/x-www-form-urlencoded',
  'binary/octet-stream',
  'multipart/form-data',
  'text/plain',
]);

const CATEGORY_BY_FAMILY: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ new Map<string, FileCategory>([
  ['video', 'video'],
  ['audio', 'audio'],
  ['image', 'image'],
  ['model', '3d_model'],
  ['text', 'document'],
  ['message', 'document'],
]);

const CATEGORY_BY_TYPE: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ new Map<string, FileCategory>([
  ...typed('video', 'mp4 mxf vnd.rn-realmedia vnd.ms-asf x-matroska'),
  ...typed('audio', 'ogg x-midi'),
  ...typed('image', 'postscript vnd.adobe.photoshop x-photoshop illustrator dicom x-krita'),
  ...typed(
    '3d_model',
    'sla vnd.ms-pki.stl x-tgif step acad dxf x-gcode x-3ds vnd.ms-package.3dmanufacturing-3dmodel+xml',
  ),
  ...typed(
    'document',
    'pdf json ld+json ndjson x-ndjson jsonl xml yaml x-yaml toml csv javascript ecmascript x-javascript typescript rtf ' +
      'msword epub+zip sql graphql x-sh x-python x-httpd-php x-tex x-latex x-subrip x-netcdf x-hdf x-hdf5 vnd.sqlite3 ' +
      'vnd.apache.parquet vnd.apache.arrow.file vnd.apache.arrow.stream avro x-ipynb+json dash+xml vnd.apple.mpegurl ' +
      'x-mpegurl vnd.apple.keynote vnd.apple.numbers vnd.apple.pages vnd.visio vnd.amazon.ebook x-mobipocket-ebook',
  ),
  ...typed(
    'archive',
    'zip x-zip-compressed gzip x-gzip x-tar x-gtar x-compressed-tar x-7z-compressed x-rar-compressed vnd.rar x-bzip ' +
      'x-bzip2 x-xz x-lzip x-lzma x-lz4 zstd x-zstd x-compress x-cpio java-archive x-iso9660-image x-apple-diskimage ' +
      'vnd.android.package-archive vnd.debian.binary-package x-debian-package x-rpm vnd.ms-cab-compressed x-stuffit',
  ),
]);

/** Families of application types that share the beginning of their name. */
const DOCUMENT_PREFIXES: readonly string[] = [
  'application/vnd.openxmlformats-officedocument.',
  'application/vnd.oasis.opendocument.',
  'application/vnd.google-apps.',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.ms-word',
];

function typed(category: FileCategory, subtypes: string): [string, FileCategory][] {
  return subtypes.split(' ').map((subtype): [string, FileCategory] => [`application/${subtype}`, category]);
}

/**
 * A content type without parameters, in lower case; `''` when there is none.
 *
 * @example
 * bareContentType('Video/MP4; codecs="avc1"'); //=> 'video/mp4'
 */
export function bareContentType(contentType: string | null | undefined): string {
  if (contentType === null || contentType === undefined) return '';
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** Whether a bare content type says anything of the content: `text/plain` is what many writers set by default. */
export function isInformative(bareType: string): boolean {
  return !UNINFORMATIVE.has(bareType);
}

/**
 * The category a bare content type stands for; `null` when it is of no family known here.
 *
 * @example
 * categoryOfContentType('model/gltf-binary'); //=> '3d_model'
 * categoryOfContentType('application/x-unheard-of'); //=> null
 */
export function categoryOfContentType(bareType: string): FileCategory | null {
  const exact = CATEGORY_BY_TYPE.get(bareType);
  if (exact !== undefined) return exact;
  const slash = bareType.indexOf('/');
  const family = CATEGORY_BY_FAMILY.get(slash === -1 ? bareType : bareType.slice(0, slash));
  if (family !== undefined) return family;
  if (bareType.endsWith('+json') || bareType.endsWith('+xml') || bareType.endsWith('+yaml')) return 'document';
  if (bareType.endsWith('+zip') || bareType.endsWith('+gzip')) return 'archive';
  return DOCUMENT_PREFIXES.some((prefix) => bareType.startsWith(prefix)) ? 'document' : null;
}
