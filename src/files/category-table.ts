import type { FileCategory } from '../documents/file.ts';

/*
 * The library's own knowledge of extensions. Public MIME tables file most 3D formats under application/ or image/ and
 * know no camera raw, ProRes or Parquet (mime-db 1.54: 16 of 47 3D and 3 of 29 data extensions right, measured
 * 2026-11-22), so they are asked only about what is not listed here. Extensions that belong to two families are in
 * ambiguous-extensions.ts.
 */

const VIDEO =
  '264 265 360 3g2 3gp2 3gpp amv ari arx av1 avc avi bik braw crm dav divx dv dvr-ms evo f4p f4v flv gxf h261 h263 h264 ' +
  'h265 hevc insv ivf lrf lrv m1v m2t m2ts m2v m4s m4v mj2 mjpeg mjpg mk3d mkv mov mp4 mp4v mpe mpeg mpg mpv mxf nsv nut ' +
  'obu ogm ogv prores qt r3d rmvb roq tod trp vid vob vp8 vp9 wmv wtv xvid y4m yuv';

const AUDIO =
  '3ga 8svx aac aax ac3 adp adts aif aifc aiff alac amr ape au awb caf cda dff dsf dss dts eac3 ec3 f32 flac gsm kar m2a ' +
  'm3a m4a m4b m4p m4r mid midi mka mlp mp1 mp2 mp3 mpa mpc mpga mxmf oga oma opus ra rf64 rmi s3m sf2 sfz shn snd spx ' +
  'tak thd tta voc w64 wav wave weba wma wv xm';

const IMAGE =
  '3fr ai apng arw astc avif avifs bay bmp btf bpg cdr cgm cin cr2 cr3 crw cur dcm dcr dcs dds dib dicom djvu dng dpx drf ' +
  'emf eps erf exr fff fit fits flif fpx g3 gif gpr hdr heic heics heif heifs hif ico icns ief iiq insp j2c j2k jfif jls ' +
  'jng jp2 jpe jpeg jpf jpg jpm jpx jxl jxr k25 kdc kra ktx ktx2 mdc mef mng mos mpo mrw nef nrw ome.tif ome.tiff ora orf ' +
  'pam pbm pcx pef pfm pgm pic pict pjpeg png pnm ppm procreate psb psd psp ptx qoi raf ras rgb rgba rle rw2 rwl sgi sr2 ' +
  'srf srw svg svgz tga thm tif tiff wbmp wdp webp wmf x3f xbm xcf xpm';

const MODEL =
  '3dm 3dmf 3ds 3dxml 3mf abc amf b3d bgcode blend blend1 bvh c4d catpart catproduct cbddlp ctb dae drc dwf dwg dxf e57 f3d ' +
  'f3z fbx fcstd g gcode gcode.3mf gco glb gltf goo iam ifc ifczip iges igs ipt jt las laz lwo lws lxo lychee lys ma ' +
  'makerbot max mb md2 md3 md5mesh mesh mtl nif off pcd photon phz ply pmd pmx prc pts pwma pwmo pwmx s3g sab sat scad skp ' +
  'sl1 sl1s sldasm slddrw sldprt slc smd splat spz stl step stp stpx stpxz stpz u3d ufp usd usda usdc usdz vdb vox vrm vrml ' +
  'wrl wrz x_b x_t x3d x3db x3dv x3dz x3g xyz ztl';

const DOCUMENT_TEXT =
  'abw adoc asc asciidoc ass azw azw3 bib cbr cbz chm csl dita doc docm docx dot dotm dotx eml epub fb2 fodp fods fodt gdoc ' +
  'gsheet gslides htm html ics idml indd keynote log lyx markdown mbox md mdx mht mhtml mobi msg nfo numbers odf odg odp ods ' +
  'odt one opml org otp ots ott oxps pages pdf potm potx pps ppsm ppsx ppt pptm pptx ps pub qxd rst rtf rtfd sbv srt ssa sub ' +
  'tex text txt vcard vcf vsd vsdx vtt wp wpd wps xht xhtml xls xlsb xlsm xlsx xlt xltx xps';

const DOCUMENT_DATA =
  'accdb arrow avro csv db db3 dbf dta duckdb feather geojson gpkg gpx h5 har hdf hdf5 ipynb json json5 jsonc jsonl jsonld ' +
  'kml kmz lock m3u m3u8 mat mdb mpd msgpack nc4 ndjson npy npz orc parquet pls plist proto rdata rds rss sas7bdat sav shp ' +
  'sqlite sqlite3 tab tfrecord toml topojson tsv wsdl xmp xml xsd xsl xslt yaml yml zarr';

const DOCUMENT_CODE =
  'aep applescript asp aspx bas bash bat c cc cfg cjs clj cmake cmd coffee conf cpp cs cshtml css csh cts cube cxx d.cts ' +
  'd.mts d.ts dart diff drp edl ejs el elm env erb erl ex exs f90 fcpxml fish fs fsx go gradle graphql groovy gql h haml hbs ' +
  'hcl hpp hrl hs hxx ini ino java jl js jsp jsx kdenlive kt kts less lisp lua m4 mak make mjs mk ml mlt mustache nim nix ' +
  'patch php pl pm po properties prproj ps1 psm1 pug py pyi pyw r rake rb reg rkt rs sass scala scm scss sh sln sql svelte ' +
  'swift tcl tf tfvars tsx v vb vbs veg vhd vhdl vue wat xsh zig zsh';

const ARCHIVE =
  '7z ace alz apk apkm appx ar arc arj bz bz2 cab cpio cpio.gz crx deb dmg ear egg gem gz hqx ipa iso jar lha lz lz4 lzh ' +
  'lzma lzo nupkg pak pea pkg rar rpm rz sea sit sitx snap sz tar tar.br tar.bz2 tar.gz tar.lz tar.lz4 tar.lzma tar.lzo ' +
  'tar.xz tar.z tar.zst taz tb2 tbz tbz2 tgz tlz txz tzst udf vsix war whl wim xapk xar xpi xz z zip zipx zoo zpaq zst';

const OTHER =
  'bak cer ckpt class com crdownload crt der dll dylib elf eot exe fon gguf jks ko lib msi o onnx otf p12 part pdb pem pfx ' +
  'pt pth pyc pyd safetensors so swf sys temp tflite tmp ttc ttf uf2 wasm woff woff2';

function buildTable(rows: readonly (readonly [FileCategory, string])[]): ReadonlyMap<string, FileCategory> {
  const table = new Map<string, FileCategory>();
  for (const [category, extensions] of rows)
    for (const extension of extensions.split(' ')) table.set(extension, category);
  return table;
}

/** Category by extension (lower case, double extensions whole). */
export const CATEGORY_BY_EXTENSION: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ buildTable([
  ['video', VIDEO],
  ['audio', AUDIO],
  ['image', IMAGE],
  ['3d_model', MODEL],
  ['document', DOCUMENT_TEXT],
  ['document', DOCUMENT_DATA],
  ['document', DOCUMENT_CODE],
  ['archive', ARCHIVE],
  ['other', OTHER],
]);

/** Extensions of two parts that say more than their last part. */
export const DOUBLE_EXTENSIONS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [...CATEGORY_BY_EXTENSION.keys()].filter((extension) => extension.includes('.')),
);

/** The last parts of {@link DOUBLE_EXTENSIONS}: no other extension can be half of one. */
export const DOUBLE_EXTENSION_ENDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ [...DOUBLE_EXTENSIONS].map((extension) => extension.slice(extension.indexOf('.') + 1)),
);

/** What an extension of two families means when the content type says text, and when it says nothing. */
export interface AmbiguousExtension {
  readonly text: FileCategory;
  readonly otherwise: FileCategory;
}

/**
 * Extensions two unrelated formats share. A content type that names a family decides; without one the meaning that is
 * usual in a bucket of media holds.
 */
export const AMBIGUOUS_EXTENSIONS: ReadonlyMap<string, AmbiguousExtension> = /* @__PURE__ */ new Map<
  string,
  AmbiguousExtension
>([
  ['ts', { text: 'document', otherwise: 'video' }], // MPEG transport stream, TypeScript
  ['mts', { text: 'document', otherwise: 'video' }], // AVCHD, TypeScript module
  ['mod', { text: 'document', otherwise: 'other' }], // camcorder video, tracker music, go.mod
  ['webm', { text: 'video', otherwise: 'video' }], // video, or sound alone
  ['ogg', { text: 'audio', otherwise: 'audio' }],
  ['ogx', { text: 'video', otherwise: 'video' }],
  ['3gp', { text: 'video', otherwise: 'video' }],
  ['asf', { text: 'video', otherwise: 'video' }],
  ['rm', { text: 'video', otherwise: 'video' }],
  ['rec', { text: 'document', otherwise: 'other' }], // recorder video, recorder sound, plain records
  ['obj', { text: '3d_model', otherwise: '3d_model' }], // Wavefront geometry, compiled code
  ['asm', { text: 'document', otherwise: '3d_model' }], // assembly of a CAD program, assembly language
  ['prt', { text: '3d_model', otherwise: '3d_model' }], // part of a CAD program
  ['raw', { text: 'document', otherwise: 'image' }], // camera raw, PCM sound
  ['cap', { text: 'document', otherwise: 'other' }], // camera raw, captured packets
  ['key', { text: 'document', otherwise: 'document' }], // Keynote, private key
  ['pot', { text: 'document', otherwise: 'document' }], // presentation or translation template
  ['img', { text: 'other', otherwise: 'archive' }], // disk image
  ['m', { text: 'document', otherwise: 'document' }], // MATLAB, Objective-C
  ['dat', { text: 'document', otherwise: 'other' }],
  ['data', { text: 'document', otherwise: 'other' }],
  ['bin', { text: 'document', otherwise: 'other' }],
]);

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
