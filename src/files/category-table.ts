import { mimes } from 'mrmime';

import type { FileCategory } from '../documents/file.ts';

/** Lists the volumes of a split archive: `zip.001`, `7z.002`, and the `r00`, `z01` of older packers. */
function volumes(): string {
  const numbers = Array.from({ length: 99 }, (_, index) => String(index + 1).padStart(2, '0'));
  const whole = ['zip', '7z', 'rar', 'tar'].flatMap((format) => numbers.map((number) => `${format}.0${number}`));
  return ['r00', ...numbers.flatMap((number) => [`r${number}`, `z${number}`]), ...whole].join(' ');
}

/*
 * The extensions of each category, lower case, double extensions whole. Public MIME tables file most 3D formats under
 * application/ or image/ and know no camera raw, ProRes or Parquet (mime-db 1.54: 16 of 47 3D and 3 of 29 data extensions
 * right, measured 2026-11-22), so they are asked only about what is not listed here.
 */
const EXTENSIONS: Readonly<Record<FileCategory, string>> = {
  video:
    '264 265 360 3g2 3gp2 3gpp amv ari arriraw arx av1 avc avi bik braw cine crm dav divx dv dvr-ms evo f4f f4p f4v ' +
    'flv gxf h261 h263 h264 h265 hevc insv ismv ivf lrf lrv m1v m2p m2t m2ts m2v m4s m4v mj2 mjpeg mjpg mk3d mkv mlv ' +
    'mov mp4 mp4v mpe mpeg mpeg4 mpg mpv mxf mxfs nev nsv nut obu ocf ogm ogv prores qt r3d rmf rmvb roq tod trp vid ' +
    'vob vp8 vp9 vro wmv wtv xvid y4m yuv',
  audio:
    '3ga 8svx aa aac aax ac3 adp adts adx aif aifc aiff alac amr aob ape at3 au awb brstm bwf caf cda dff dsf dss dts ' +
    'eac3 ec3 f32 flac gig gsm kar m2a m3a m4a m4b m4p m4r mid midi mka mlp mp1 mp2 mp3 mpa mpc mpga mxmf nki nkx nsf ' +
    'oga oma opus ra rex rf64 rmi rx2 s3m sd2 sf2 sfark sfz shn snd spc spx syx tak thd tta vgm voc w64 wav wave weba ' +
    'wma wv xm xma xwma',
  image:
    '3fr afbrush afdesign afphoto ai apng arw astc avif avifs bay bmp bpg btf cdng cdr cgm cin clip cr2 cr3 crw cs1 cur ' +
    'dcm dcr dcs dcx dds dib dicom djvu dng dpx drf emf eps erf exr fff fig fits flif fpx g3 gbr gif gpr hdp hdr heic ' +
    'heics heif heifs hif icb icns ico ief iiq insp j2c j2k jfif jls jng jp2 jpe jpeg jpf jpg jpm jpx jxl jxr k25 kdc ' +
    'kra ktx ktx2 lip mdc mdp mef mng mos mpo mrw nef nrw ome.tif ome.tiff ora orf pam pbm pcx pdn pef pfm pgm pic ' +
    'pict pjp pjpeg png pnm ppm procreate psb psd psp pxd pxm qoi raf ras rgb rgba rle rw2 rwl rwz sai sai2 sct sgi ' +
    'sketch sr2 srf srw sti svg svgz tga thm tif tiff tpic vda wbmp wdp webp wmf x3f x3i xbm xcf xd xpm',
  // Models, scenes, scans, CAD, and what slicers and machines are fed with.
  '3d_model':
    '3dm 3dmf 3ds 3dt 3dxml 3mf 3mfz abc amf aspire b3d b3dm bgcode blend blend1 bvh c4d catpart catproduct cbddlp ' +
    'chitubox cnc copc crv crv3d ctb ctbb cxdlp dae dgn drc duf dwf dwg dxf e57 easm edrw eprt f2d f3d f3z factory fbx fcstd ' +
    'form g gco gcode gcode.3mf glb gltf goo gx hip hiplc hipnc hvp i3dm iam idw ifc ifczip iges igs ipn ipt jcd jt ' +
    'las laz lbrn lbrn2 lgb lwo lws lxo lychee lys ma makerbot max mb md2 md3 md5mesh mesh mtl mtlx ngc nif nwc nwd ' +
    'nwf off par pcd photon phz plasticity ply pm3 pm4 pm5 pm7 pmd pmx pnts prc pw0 pwma pwmb pwmo pwmx pws pwsq pwx ' +
    'pz3 rfa rft rte rvt s3g sab sat sbs sbsar scad shapr skp sl1 sl1s sla slc sldasm slddrw sldprt smd splat spp spz ' +
    'step stl stp stpx stpxz stpz tap u3d ufp usd usda usdc usdz vcarve vdb vox vrm vrml wire wrl wrz x3d x3db x3dv ' +
    'x3dz x3g x_b x_t xas xyz zcode zpr ztl',
  document: [
    // Texts, office files, subtitles.
    'abw adoc asc asciidoc ass azw azw3 bib cbr cbz chm csl dfxp dita doc docm docx dot dotm dotx eml epub fb2 fodp ' +
      'fods fodt gdoc gsheet gslides htm html ics idml imsc indd itt keynote log lrc lyx markdown mbox md mdx mht mhtml ' +
      'mobi mpl2 msg nfo numbers odf odg odp ods odt one opml org otp ots ott oxps pac pages pdf potm potx pps ppsm ' +
      'ppsx ppt pptm pptx ps pub qxd rst rtf rtfd sami sbv scc smi srt ssa sub tex text ttml txt usf vcard vcf vsd vsdx ' +
      'vtt wp wpd wps xht xhtml xls xlsb xlsm xlsx xlt xltx xps',
    // Data.
    'accdb arrow avro csv db db3 dbf dta duckdb feather geojson gpkg gpx h5 har hdf hdf5 ipynb json json5 jsonc jsonl ' +
      'jsonld kml kmz lock m3u m3u8 mat mdb mpd msgpack nc4 ndjson npy npz orc parquet plist pls proto rdata rds rss ' +
      'sas7bdat sav shp sqlite sqlite3 tab tfrecord toml topojson tsv wsdl xml xmp xsd xsl xslt yaml yml zarr',
    // Code and settings.
    'aep applescript asp aspx bas bash bat c cc cfg cjs clj cmake cmd coffee conf cpp cs csh cshtml css cts cube cxx ' +
      'd.cts d.mts d.ts dart diff drp edl ejs el elm env erb erl ex exs f90 fcpxml fish fs fsx go gql gradle graphql ' +
      'groovy h haml hbs hcl hpp hrl hs hxx ini ino java jl js jsp jsx kdenlive kt kts less lisp lua m4 mak make mjs mk ' +
      'ml mlt mustache nim nix patch php pl pm po properties prproj ps1 psm1 pug py pyi pyw r rake rb reg rkt rs sass ' +
      'scala scm scss sh sln sql svelte swift tcl tf tfvars tsx v vb vbs veg vhd vhdl vue wat xsh zig zsh',
    // Projects of editors and audio workstations, exchange formats, grades, sidecars of cameras and raw converters.
    '3dl aae aaf acr adg aepx aet afpackage afpub ale alp als ardour arp ascmhl aup aup3 band bdm bim bwproject ' +
      'camproj canvas ccc cdl celtx cocatalog cos cosessiondb cot cpi cpr csp curaprofile dawproject dcp dctl dop ' +
      'drawio drt drx enex excalidraw fadein fdf fdx ffx flp fountain gp gp3 gp4 gp5 gpif gyroflow highland icc icm ' +
      'imovieproj lcp lit logicx look lrcat lrcat-data lrprev lrtemplate lut ly mep mhl mm mmp mmpz mogrt moho moti motn mpl ' +
      'mscx mscz musicxml mxl nk nka nknc nksc npr obsidian olive omf on1 opf osp otio otioz pp3 prfpset prtl ptf rmd rpp ' +
      'rpp-bak sesx setting shotcut sib sif song tscproj tvpp vlt vpj wdz wfp wlmp xfdf xmind',
  ].join(' '),
  archive:
    '7z ace alz apk apkm appx ar arc arj bz bz2 cab cpio cpio.gz crx deb dmg ear egg gem gz hqx ipa iso jar lha lz ' +
    'lz4 lzh lzma lzo nupkg pak pax pea pkg rar rpm rz s7z sea sit sitx snap sz tar tar.br tar.bz2 tar.gz tar.lz ' +
    'tar.lz4 tar.lzma tar.lzo tar.xz tar.z tar.zst taz tb2 tbz tbz2 tgz tlz txz tzst udf vsix war whl wim xapk xar ' +
    'xip xpi xz z zip zipx zoo zpaq zst zstd' +
    ` ${volumes()}`,
  other:
    'aaxplugin asd bak bdmv bup cer cfa ckpt class com crdownload crswap crt der desktop dll dpm dylib elf eot exe fon ' +
    'gguf ifo ims jks ko lib lnk lrdata mpgindex msi nomedia o onnx opdownload otf ovw p12 part pdb pek pem pfx pkf ' +
    'pt pth pyc pyd reapeaks rtas safetensors sfk sfl so swf sys temp tflite tmp torrent ttc ttf uf2 url vst vst3 ' +
    'wasm webloc woff woff2',
};

/** Category by extension. */
export const CATEGORY_BY_EXTENSION: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(EXTENSIONS).flatMap(([category, extensions]) =>
    extensions.split(' ').map((extension): [string, FileCategory] => [extension, category as FileCategory]),
  ),
);

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
  ['nc', { text: '3d_model', otherwise: '3d_model' }], // G-code of a mill, NetCDF
  ['ptx', { text: 'document', otherwise: 'document' }], // Pro Tools session, Pentax raw
  ['pts', { text: '3d_model', otherwise: '3d_model' }], // points of a scan, older Pro Tools session
  ['fit', { text: 'document', otherwise: 'image' }], // FITS picture, Garmin activity
  ['idx', { text: 'document', otherwise: 'other' }], // index of subtitles, of anything
  ['dat', { text: 'document', otherwise: 'other' }],
  ['data', { text: 'document', otherwise: 'other' }],
  ['bin', { text: 'document', otherwise: 'other' }],
]);

/** Types writers set when they know nothing: they say nothing of the content. */
export const UNINFORMATIVE: ReadonlySet<string> = /* @__PURE__ */ new Set([
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

/** Category by what is before the slash of a content type. */
export const CATEGORY_BY_FAMILY: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ new Map<string, FileCategory>([
  ['video', 'video'],
  ['audio', 'audio'],
  ['image', 'image'],
  ['model', '3d_model'],
  ['text', 'document'],
  ['message', 'document'],
]);

/*
 * Content types by the extension they mean, so that a file's name and its type cannot say two things: what the public
 * table (mrmime) does not list, or lists under an extension that means something else here.
 */
const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = {
  mp4: 'application/mp4',
  mxf: 'application/mxf',
  asf: 'application/vnd.ms-asf',
  rm: 'application/vnd.rn-realmedia',
  mkv: 'application/x-matroska',
  ogg: 'application/ogg',
  mid: 'application/x-midi',
  eps: 'application/postscript',
  psd: 'application/vnd.adobe.photoshop application/x-photoshop image/vnd.adobe.photoshop',
  ai: 'application/illustrator',
  dcm: 'application/dicom',
  kra: 'application/x-krita',
  stl: 'application/sla application/vnd.ms-pki.stl',
  obj: 'application/x-tgif',
  step: 'application/step application/p21',
  dwg: 'application/acad application/x-dwg image/vnd.dwg image/x-dwg',
  dxf: 'application/dxf image/vnd.dxf image/x-dxf',
  gcode: 'application/x-gcode text/x-gcode text/x.gcode',
  '3ds': 'application/x-3ds image/x-3ds',
  '3mf': 'application/vnd.ms-package.3dmanufacturing-3dmodel+xml',
  blend: 'application/x-blender',
  pdf: 'application/pdf application/x-pdf',
  json: 'application/json application/ld+json',
  ndjson: 'application/ndjson application/x-ndjson application/jsonl',
  xml: 'application/xml application/dash+xml',
  yaml: 'application/yaml application/x-yaml',
  toml: 'application/toml',
  csv: 'application/csv',
  js: 'application/javascript application/ecmascript application/x-javascript application/typescript',
  rtf: 'application/rtf',
  doc: 'application/msword application/vnd.ms-word',
  epub: 'application/epub+zip',
  sql: 'application/sql',
  graphql: 'application/graphql',
  sh: 'application/x-sh',
  py: 'application/x-python',
  php: 'application/x-httpd-php',
  tex: 'application/x-tex application/x-latex',
  srt: 'application/x-subrip text/x-subrip video/x-subrip',
  vtt: 'application/vtt',
  ass: 'application/x-ass text/x-ssa',
  ttml: 'application/ttml+xml application/ttaf+xml',
  nc4: 'application/x-netcdf application/netcdf',
  hdf5: 'application/x-hdf application/x-hdf5',
  sqlite: 'application/vnd.sqlite3 application/x-sqlite3',
  parquet: 'application/vnd.apache.parquet application/x-parquet',
  arrow: 'application/vnd.apache.arrow.file application/vnd.apache.arrow.stream',
  avro: 'application/avro',
  ipynb: 'application/x-ipynb+json',
  m3u8: 'application/vnd.apple.mpegurl application/x-mpegurl audio/mpegurl audio/x-mpegurl',
  pls: 'audio/x-scpls',
  keynote: 'application/vnd.apple.keynote',
  numbers: 'application/vnd.apple.numbers',
  pages: 'application/vnd.apple.pages',
  vsd: 'application/vnd.visio',
  azw: 'application/vnd.amazon.ebook',
  mobi: 'application/x-mobipocket-ebook',
  zip: 'application/zip application/x-zip-compressed',
  gz: 'application/gzip application/x-gzip',
  tar: 'application/x-tar application/x-gtar application/x-compressed-tar',
  '7z': 'application/x-7z-compressed',
  rar: 'application/x-rar-compressed application/vnd.rar application/x-rar',
  bz2: 'application/x-bzip application/x-bzip2',
  xz: 'application/x-xz application/x-lzip application/x-lzma application/x-lz4',
  zst: 'application/zstd application/x-zstd application/x-compress',
  cpio: 'application/x-cpio',
  jar: 'application/java-archive',
  iso: 'application/x-iso9660-image',
  dmg: 'application/x-apple-diskimage',
  apk: 'application/vnd.android.package-archive',
  deb: 'application/vnd.debian.binary-package application/x-debian-package',
  rpm: 'application/x-rpm',
  cab: 'application/vnd.ms-cab-compressed',
  sit: 'application/x-stuffit',
};

/** Gives the category an extension means by itself. */
function meaningOf(extension: string): FileCategory | undefined {
  return CATEGORY_BY_EXTENSION.get(extension) ?? AMBIGUOUS_EXTENSIONS.get(extension)?.otherwise;
}

/** Category by content type, where the family of the type does not decide: own types first. */
export const CATEGORY_BY_TYPE: ReadonlyMap<string, FileCategory> = /* @__PURE__ */ mapTypes();

function mapTypes(): ReadonlyMap<string, FileCategory> {
  const byType = new Map<string, FileCategory>();
  const add = (type: string, extension: string): void => {
    const category = meaningOf(extension);
    if (category !== undefined && !byType.has(type)) byType.set(type, category);
  };
  for (const [extension, types] of Object.entries(TYPES_BY_EXTENSION))
    for (const type of types.split(' ')) add(type, extension);
  for (const [extension, type] of Object.entries(mimes)) if (type.startsWith('application/')) add(type, extension);
  return byType;
}

/** Category by what a content type of no other entry ends with: the syntax it is written in. */
export const CATEGORY_BY_SUFFIX: Readonly<Record<string, FileCategory>> = {
  '+json': 'document',
  '+xml': 'document',
  '+yaml': 'document',
  '+zip': 'archive',
  '+gzip': 'archive',
};

/** Category by what such a content type begins with: application types of one product. */
export const CATEGORY_BY_PREFIX: Readonly<Record<string, FileCategory>> = {
  'application/vnd.openxmlformats-officedocument.': 'document',
  'application/vnd.oasis.opendocument.': 'document',
  'application/vnd.google-apps.': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.ms-powerpoint': 'document',
  'application/vnd.ms-word': 'document',
};

/**
 * Gives a content type without parameters, in lower case; `''` when there is none.
 *
 * @example
 * bareContentType('Video/MP4; codecs="avc1"'); //=> 'video/mp4'
 */
export function bareContentType(contentType: string | null | undefined): string {
  if (contentType === null || contentType === undefined) return '';
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
