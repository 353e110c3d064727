/**
 * How the processor time of the pure functions grows with what they are given: the exponent between n and 4 n, 1 for
 * linear, 2 for quadratic. The worst inputs are the ones that count: one content for all files, folders side by side,
 * texts made to be searched from every place.
 *
 *   npx tsx bench/growth.ts            a minute or two
 *   npx tsx bench/growth.ts --short    small inputs: that it runs
 */
import { Redactor } from '../src/base/redact.ts';
import type { FileRecord } from '../src/documents/file.ts';
import { createDescriber } from '../src/files/describe-file.ts';
import { distinctFolders } from '../src/files/folder-path.ts';
import {
  buildFolderTree,
  categorizeFiles,
  compileQuery,
  diffInventories,
  findDuplicates,
  groupSeries,
  pairFiles,
  summarizeFiles,
} from '../src/files/index.ts';
import {
  compareFormats,
  extractHashtags,
  findBestPostingTimes,
  fitEngagementModel,
  type PostInput,
  summarizeHashtags,
  summarizeMedia,
} from '../src/metrics/index.ts';

/** Work whose input of a given size is made outside of the measurement. */
interface Subject {
  readonly name: string;
  /** The smaller of the two sizes. */
  readonly size: number;
  readonly prepare: (size: number) => () => unknown;
}

const describe = createDescriber({ bucket: 'prints' });

function filesOf(count: number, hashOf: (index: number) => string): FileRecord[] {
  return Array.from({ length: count }, (_, index) =>
    describe({
      name: `shoot-${String(index % 97)}/clip_${String(index).padStart(7, '0')}.mp4`,
      size: '1000',
      contentType: 'video/mp4',
      timeCreated: '2026-01-01T00:00:00Z',
      md5Hash: hashOf(index),
      crc32c: 'AAAA',
      generation: '1',
    }),
  );
}

function postsOf(count: number): PostInput[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index),
    timestamp: new Date(Date.UTC(2024, 0, 1) + index * 3_600_000).toISOString(),
    caption: `Piece ${String(index)} #clay #tag${String(index % 40)} #tag${String(index % 31)}`,
    like_count: 50 + ((index * 7) % 90),
    comments_count: index % 9,
    insights: { likes: 50 + ((index * 7) % 90), comments: index % 9, reach: 1_000 + ((index * 13) % 500) },
  }));
}

const onFiles = (
  name: string,
  run: (files: FileRecord[]) => unknown,
  hashOf: (index: number) => string = String,
): Subject => ({
  name,
  size: 12_500,
  prepare: (size) => {
    const files = filesOf(size, hashOf);
    return () => run(files);
  },
});

const onPosts = (name: string, run: (posts: PostInput[]) => unknown): Subject => ({
  name,
  size: 2_500,
  prepare: (size) => {
    const posts = postsOf(size);
    return () => run(posts);
  },
});

const onText = (name: string, piece: string): Subject => ({
  name: `redaction of ${name}`,
  size: 100_000,
  prepare: (size) => {
    const text = piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
    const redactor = new Redactor().add('a-known-secret-of-this-run');
    return () => redactor.text(text);
  },
});

const moved = (file: FileRecord): FileRecord => ({ ...file, name: `moved/${file.name}` });
const SAME = (): string => 'one content';

export const SUBJECTS: readonly Subject[] = [
  onFiles('summarizeFiles', summarizeFiles),
  onFiles('categorizeFiles', categorizeFiles),
  onFiles('buildFolderTree', (files) => buildFolderTree(files)),
  onFiles('compileQuery', (files) => files.filter(compileQuery({ glob: '**/*_*0*.mp4' }))),
  onFiles('pairFiles', (files) => pairFiles(files)),
  onFiles('groupSeries', (files) => groupSeries(files)),
  onFiles('findDuplicates, all different', findDuplicates),
  onFiles('findDuplicates, all the same', findDuplicates, SAME),
  onFiles('diffInventories, all moved', (files) => diffInventories(files, files.map(moved))),
  onFiles('diffInventories, all moved and the same', (files) => diffInventories(files, files.map(moved)), SAME),
  {
    name: 'distinctFolders',
    size: 5_000,
    prepare: (size) => {
      const folders = Array.from({ length: size }, (_, index) => `studio/day-${String(index)}/raw`);
      return () => distinctFolders(folders);
    },
  },
  onPosts('extractHashtags', (posts) => posts.map(({ caption }) => extractHashtags(caption ?? ''))),
  onPosts('summarizeMedia', (posts) => summarizeMedia(posts)),
  onPosts('compareFormats', (posts) => compareFormats(posts, { by: 'product_type' })),
  onPosts('findBestPostingTimes', (posts) => findBestPostingTimes(posts, { timezone: 'UTC' })),
  onPosts('fitEngagementModel', (posts) => fitEngagementModel(posts)),
  onPosts('summarizeHashtags', (posts) => summarizeHashtags(posts)),
  onText('plain words', 'Slow prints need patience. '),
  onText('one long word', 'a'),
  onText('names of secrets', 'access_token'),
  onText('names of secrets and spaces', 'token     '),
  onText('beginnings of keys', '-----BEGIN PRIVATE KEY-----'),
  onText('dashes', '-----BEGIN '),
  onText('beginnings of addresses', 'https://'),
  onText('beginnings of signed tokens', 'eyJaaaaaaaa.'),
  onText('words of headers', 'Bearer '),
];

/** Least processor time of three runs, in milliseconds. */
function cpuOf(run: () => unknown, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

/** What one function took at n and at 4 n. */
export interface Growth {
  readonly name: string;
  readonly size: number;
  readonly cpuMs: number;
  readonly cpuMsAt4: number;
  /** log4 of the ratio; `null` where the smaller time is too short to divide by. */
  readonly exponent: number | null;
}

/** Measures one function; `scale` makes its input smaller. */
export function measureGrowth({ name, size, prepare }: Subject, scale = 1, runs = 3): Growth {
  const small = Math.max(1, Math.round(size * scale));
  const cpuMs = cpuOf(prepare(small), runs);
  const cpuMsAt4 = cpuOf(prepare(4 * small), runs);
  const exponent = cpuMs < 1 ? null : Math.log(cpuMsAt4 / cpuMs) / Math.log(4);
  return { name, size: small, cpuMs, cpuMsAt4, exponent };
}

if (process.argv[1]?.endsWith('growth.ts') === true) {
  const isShort = process.argv.includes('--short');
  const rows = SUBJECTS.map((subject) => measureGrowth(subject, isShort ? 0.01 : 1, isShort ? 1 : 3));
  console.table(
    rows.map(({ name, size, cpuMs, cpuMsAt4, exponent }) => ({
      name,
      n: size,
      'CPU ms at n': Number(cpuMs.toFixed(1)),
      'at 4 n': Number(cpuMsAt4.toFixed(1)),
      exponent: exponent === null ? '' : exponent.toFixed(2),
    })),
  );
}
