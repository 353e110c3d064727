/** What one listing must come to, on any endpoint that speaks the JSON API. */
export interface ListCase {
  readonly id: string;
  /** The documented rule. */
  readonly rule: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names of all pages, in order. */
  readonly items?: readonly string[];
  /** Prefixes of all pages, in order. */
  readonly prefixes?: readonly string[];
  /** Keys of the first page, sorted. */
  readonly keys?: readonly string[];
  /** Keys of the first item of the first page, sorted. */
  readonly itemKeys?: readonly string[];
  /** The listing ends after this many pages though more objects match. */
  readonly stopsAfterPages?: number;
  readonly status?: number;
  readonly reason?: string;
}

/** The objects every case lists. Deliberately not in order. */
export const CONFORMANCE_NAMES: readonly string[] = [
  'e/g/h',
  'd',
  'a/b',
  'e',
  'a/c',
  'e/f',
  'A',
  'Z/z',
  'a',
  'a-b',
  'a/',
  'a//',
  'a//x',
  'a0',
  '%2F',
  ' space',
  'clips/2024/one.mp4',
  'clips/2024/two.mov',
  'clips/2025/one.mp4',
  'clips/cover.jpg',
  'clips2/one.mp4',
  'é',
  'z',
  '日本/語',
  '\uFF61',
  '\u{1F600}',
  '\u{1F600}/x',
];

/** All of them by UTF-8 bytes: U+FF61 (EF BD A1) before U+1F600 (F0 9F 98 80), capitals before small letters. */
const IN_ORDER: readonly string[] = [
  ' space',
  '%2F',
  'A',
  'Z/z',
  'a',
  'a-b',
  'a/',
  'a//',
  'a//x',
  'a/b',
  'a/c',
  'a0',
  'clips/2024/one.mp4',
  'clips/2024/two.mov',
  'clips/2025/one.mp4',
  'clips/cover.jpg',
  'clips2/one.mp4',
  'd',
  'e',
  'e/f',
  'e/g/h',
  'z',
  'é',
  '日本/語',
  '\uFF61',
  '\u{1F600}',
  '\u{1F600}/x',
];

const from = (first: string, end?: string): readonly string[] =>
  IN_ORDER.slice(IN_ORDER.indexOf(first), end === undefined ? undefined : IN_ORDER.indexOf(end));
const CLIPS = from('clips/2024/one.mp4', 'clips2/one.mp4');
const TOP_ITEMS = [' space', '%2F', 'A', 'a', 'a-b', 'a0', 'd', 'e', 'z', 'é', '\uFF61', '\u{1F600}'];
const TOP_PREFIXES = ['Z/', 'a/', 'clips/', 'clips2/', 'e/', '日本/', '\u{1F600}/'];

export const LIST_CASES: readonly ListCase[] = [
  { id: 'L01', rule: 'no parameter: every object, by UTF-8 bytes', query: {}, items: IN_ORDER, prefixes: [] },
  { id: 'L02', rule: 'pages of 1 come to the same', query: { maxResults: '1' }, items: IN_ORDER, prefixes: [] },
  { id: 'L03', rule: 'pages of 7 come to the same', query: { maxResults: '7' }, items: IN_ORDER, prefixes: [] },
  {
    id: 'L04',
    rule: 'prefix is a text, not a folder',
    query: { prefix: 'clips' },
    items: from('clips/2024/one.mp4', 'd'),
  },
  { id: 'L05', rule: 'a prefix with a slash keeps the next folder out', query: { prefix: 'clips/' }, items: CLIPS },
  { id: 'L06', rule: 'a prefix may be a whole name', query: { prefix: 'e/f' }, items: ['e/f'] },
  { id: 'L07', rule: 'a prefix nothing has gives nothing', query: { prefix: 'nope' }, items: [], prefixes: [] },
  { id: 'L08', rule: 'a prefix is not normalised', query: { prefix: 'a//' }, items: ['a//', 'a//x'] },
  { id: 'L09', rule: 'a prefix is not decoded twice', query: { prefix: '%2F' }, items: ['%2F'] },
  { id: 'L10', rule: 'a non-ASCII prefix', query: { prefix: '日本/' }, items: ['日本/語'] },
  { id: 'L11', rule: 'an astral prefix', query: { prefix: '\u{1F600}' }, items: ['\u{1F600}', '\u{1F600}/x'] },
  {
    id: 'L12',
    rule: 'delimiter rolls up names that hold it',
    query: { delimiter: '/' },
    items: TOP_ITEMS,
    prefixes: TOP_PREFIXES,
  },
  {
    id: 'L13',
    rule: 'items and prefixes share the page, and no prefix comes twice',
    query: { delimiter: '/', maxResults: '1' },
    items: TOP_ITEMS,
    prefixes: TOP_PREFIXES,
  },
  {
    id: 'L14',
    rule: 'the delimiter counts after the prefix only',
    query: { delimiter: '/', prefix: 'clips/' },
    items: ['clips/cover.jpg'],
    prefixes: ['clips/2024/', 'clips/2025/'],
  },
  {
    id: 'L15',
    rule: 'a prefix without its slash rolls up to the folder itself',
    query: { delimiter: '/', prefix: 'clips' },
    items: [],
    prefixes: ['clips/', 'clips2/'],
  },
  {
    id: 'L16',
    rule: 'an empty segment is a prefix of its own, the folder object an item',
    query: { delimiter: '/', prefix: 'a/' },
    items: ['a/', 'a/b', 'a/c'],
    prefixes: ['a//'],
  },
  {
    id: 'L17',
    rule: 'includeTrailingDelimiter adds objects that end in the delimiter',
    query: { delimiter: '/', prefix: 'a', includeTrailingDelimiter: 'true' },
    items: ['a', 'a-b', 'a/', 'a0'],
    prefixes: ['a/'],
  },
  {
    id: 'L18',
    rule: 'without it they are only rolled up',
    query: { delimiter: '/', prefix: 'a' },
    items: ['a', 'a-b', 'a0'],
    prefixes: ['a/'],
  },
  {
    id: 'L19',
    rule: 'any text may be the delimiter',
    query: { delimiter: '20', prefix: 'clips/' },
    items: ['clips/cover.jpg'],
    prefixes: ['clips/20'],
  },
  { id: 'L20', rule: 'startOffset is inclusive', query: { startOffset: 'd' }, items: from('d') },
  {
    id: 'L21',
    rule: 'startOffset need not exist',
    query: { startOffset: 'clips/2024/p' },
    items: from('clips/2024/two.mov'),
  },
  { id: 'L22', rule: 'endOffset is exclusive', query: { endOffset: 'a' }, items: [' space', '%2F', 'A', 'Z/z'] },
  { id: 'L23', rule: 'both bound a range', query: { startOffset: 'a/', endOffset: 'a0' }, items: from('a/', 'a0') },
  {
    id: 'L24',
    rule: 'offsets compare bytes, not UTF-16 units',
    query: { startOffset: '\uFF61' },
    items: from('\uFF61'),
  },
  {
    id: 'L25',
    rule: 'an astral offset',
    query: { startOffset: 'é', endOffset: '\u{1F600}' },
    items: ['é', '日本/語', '\uFF61'],
  },
  {
    id: 'L26',
    rule: 'an empty range gives nothing',
    query: { startOffset: 'e', endOffset: 'd' },
    items: [],
    prefixes: [],
  },
  {
    id: 'L27',
    rule: 'offsets and prefix both hold',
    query: { prefix: 'clips/', startOffset: 'a', endOffset: 'clips/2025' },
    items: ['clips/2024/one.mp4', 'clips/2024/two.mov'],
  },
  {
    id: 'L28',
    rule: 'offsets bound objects before they are rolled up',
    query: { delimiter: '/', startOffset: 'clips/2025', endOffset: 'e/g' },
    items: ['d', 'e'],
    prefixes: ['clips/', 'clips2/', 'e/'],
  },
  {
    id: 'L29',
    rule: 'offsets with pages of 2',
    query: { startOffset: 'a/', endOffset: 'e', maxResults: '2' },
    items: from('a/', 'e'),
  },
  {
    id: 'L30',
    rule: 'matchGlob: * stays inside a folder',
    query: { matchGlob: 'clips/*' },
    items: ['clips/cover.jpg'],
  },
  { id: 'L31', rule: 'matchGlob: ** crosses folders', query: { matchGlob: 'clips/**' }, items: CLIPS },
  {
    id: 'L32',
    rule: 'matchGlob: ** and an extension',
    query: { matchGlob: '**.mp4' },
    items: ['clips/2024/one.mp4', 'clips/2025/one.mp4', 'clips2/one.mp4'],
  },
  { id: 'L33', rule: 'matchGlob: ? is one character but not a slash', query: { matchGlob: 'a?b' }, items: ['a-b'] },
  {
    id: 'L34',
    rule: 'matchGlob: a set',
    query: { matchGlob: 'clips/202[45]/one.mp4' },
    items: ['clips/2024/one.mp4', 'clips/2025/one.mp4'],
  },
  {
    id: 'L35',
    rule: 'matchGlob: alternatives',
    query: { matchGlob: 'clips/2024/*.{mp4,mov}' },
    items: ['clips/2024/one.mp4', 'clips/2024/two.mov'],
  },
  {
    id: 'L36',
    rule: 'matchGlob with pages of 1',
    query: { matchGlob: 'clips/**', maxResults: '1' },
    items: CLIPS,
  },
  {
    id: 'L37',
    rule: 'matchGlob and prefix both hold',
    query: { matchGlob: '**.mp4', prefix: 'clips2' },
    items: ['clips2/one.mp4'],
  },
  {
    id: 'L38',
    rule: 'fields keeps what it names',
    query: { fields: 'items(name,size),nextPageToken', maxResults: '7' },
    items: IN_ORDER,
    keys: ['items', 'nextPageToken'],
    itemKeys: ['name', 'size'],
  },
  {
    id: 'L39',
    rule: 'fields without nextPageToken leaves it out, and paging stops',
    query: { fields: 'items(name)', maxResults: '7' },
    items: IN_ORDER.slice(0, 7),
    keys: ['items'],
    itemKeys: ['name'],
    stopsAfterPages: 1,
  },
  {
    id: 'L40',
    rule: 'fields with slashes',
    query: { fields: 'items/name,nextPageToken' },
    items: IN_ORDER,
    keys: ['items'],
    itemKeys: ['name'],
  },
  {
    id: 'L41',
    rule: 'fields without prefixes leaves them out',
    query: { fields: 'items(name),nextPageToken', delimiter: '/' },
    items: TOP_ITEMS,
    prefixes: [],
    keys: ['items'],
  },
  {
    id: 'L42',
    rule: 'an empty page has neither items nor prefixes',
    query: { prefix: 'nope' },
    items: [],
    keys: ['kind'],
  },
  {
    id: 'L43',
    rule: 'versions of a bucket without versioning are the live objects',
    query: { versions: 'true', maxResults: '5' },
    items: IN_ORDER,
  },
  {
    id: 'L44',
    rule: 'an unknown field is an error',
    query: { fields: 'items(nome)' },
    status: 400,
    reason: 'invalidParameter',
  },
  {
    id: 'L45',
    rule: 'an invented page token is an error',
    query: { pageToken: 'clips/a' },
    status: 400,
    reason: 'invalid',
  },
  {
    id: 'L46',
    rule: 'matchGlob goes with no delimiter but the slash',
    query: { matchGlob: '*', delimiter: '-' },
    status: 400,
    reason: 'invalid',
  },
  {
    id: 'L47',
    rule: 'softDeleted and versions exclude each other',
    query: { softDeleted: 'true', versions: 'true' },
    status: 400,
    reason: 'invalid',
  },
];
