/**
 * How the processor time of the pure functions grows with what they are given: the exponent between n and 4 n, 1 for
 * linear, 2 for quadratic. The worst inputs are the ones that count: one content for all files, folders side by side,
 * texts made to be searched from every place. Part of `npm run bench`: `npm run bench -- growth`.
 */
import { Redactor } from '../src/base/redact.ts';
import type { InstagramAnalytics } from '../src/documents/analytics.ts';
import type { FileRecord } from '../src/documents/file.ts';
import type { CommentRecord } from '../src/documents/media.ts';
import { createDescriber } from '../src/files/describe-file.ts';
import { distinctFolders } from '../src/files/path.ts';
import {
  buildFolderTree,
  categorizeFile,
  categorizeFiles,
  compileQuery,
  diffInventories,
  filesOf,
  findDuplicates,
  groupSeries,
  pairFiles,
  parseNameDate,
  summarizeFiles,
} from '../src/files/index.ts';
import {
  assessCommentQuality,
  compareAnalytics,
  compareFormats,
  comparePeriods,
  compareThemes,
  computeEngagement,
  describeGrowth,
  describePostHistory,
  describeVideo,
  extractHashtags,
  findBestPostingTimes,
  fitEngagementModel,
  forecastPost,
  percentileRank,
  type PostInput,
  rankVideos,
  summarizeHashtags,
  summarizeMedia,
  summarizeTrends,
} from '../src/metrics/index.ts';
import { planVideoContext } from '../src/planning/plan-video-context.ts';
import { bigAccount, bigInventory } from '../tests/support/big-documents.ts';
import { leastCpuMs } from './harness.ts';

/** Work whose input of a given size is made outside of the measurement. */
interface Subject {
  readonly name: string;
  /** The smaller of the two sizes. */
  readonly size: number;
  readonly prepare: (size: number) => () => unknown;
}

const describe = createDescriber({ bucket: 'prints' });

function makeFiles(count: number, hashOf: (index: number) => string): FileRecord[] {
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
    const files = makeFiles(size, hashOf);
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

const onAccount = (name: string, run: (analytics: InstagramAnalytics) => unknown, size = 2_500): Subject => ({
  name,
  size,
  prepare: (posts) => {
    const analytics = bigAccount(posts);
    return () => run(analytics);
  },
});

const onComments = (name: string, run: (comments: CommentRecord[]) => unknown): Subject => ({
  name: `${name}, in comments`,
  size: 2_500,
  prepare: (size) => {
    const texts = ['How long did this take?', 'Love the glaze!', 'Which clay is it, please?', '@someone look'];
    const comments = Array.from({ length: size }, (_, index): CommentRecord => ({
      id: String(index),
      text: texts[index % texts.length] ?? '',
      username: `viewer_${String(index % 997)}`,
      from_id: null,
      timestamp: '2026-11-20T09:00:00Z',
      like_count: 0,
      replies: [],
      replies_truncated: false,
    }));
    return () => run(comments);
  },
});

/** Makes collections of one account, each a day behind the one before. */
const onCollections = (name: string, run: (history: Collection[]) => unknown): Subject => ({
  name: `${name}, in collections`,
  size: 500,
  prepare: (size) => {
    const analytics = bigAccount(10);
    const history = Array.from({ length: size }, (_, index) => ({
      taken_at: new Date(Date.UTC(2020, 0, 1) + index * 86_400_000).toISOString(),
      analytics,
    }));
    return () => run(history);
  },
});

interface Collection {
  readonly taken_at: string;
  readonly analytics: InstagramAnalytics;
}

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
  onFiles('for comparison: a Map of all files by name', (files) => new Map(files.map((file) => [file.name, file]))),
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
  onFiles('parseNameDate', (files) => files.map(({ name }) => parseNameDate(name))),
  onFiles('categorizeFile', (files) => files.map(({ name }) => categorizeFile(name))),
  {
    name: 'filesOf',
    size: 12_500,
    prepare: (size) => {
      const inventory = bigInventory(size);
      return () => filesOf(inventory);
    },
  },
  {
    name: 'planVideoContext, in files',
    size: 5_000,
    prepare: (size) => {
      const [analytics, inventory] = [bigAccount(100), bigInventory(size)];
      return () => planVideoContext({ analytics, inventory });
    },
  },
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
  onPosts('computeEngagement', (posts) => posts.map((post) => computeEngagement(post))),
  onPosts('percentileRank', (posts) => percentileRank(posts, 'reach')),
  onPosts('compareThemes', (posts) => compareThemes(posts, { by: 'hashtag' })),
  onPosts('summarizeTrends', (posts) => summarizeTrends(posts)),
  onAccount('rankVideos', ({ recent_media: posts }) => rankVideos(posts ?? [])),
  onAccount('compareAnalytics', (analytics) => compareAnalytics(analytics, analytics)),
  onAccount('comparePeriods', (analytics) => comparePeriods(analytics)),
  onAccount('forecastPost', (analytics) => forecastPost({ timestamp: '2026-12-01T18:00:00Z' }, { analytics })),
  onAccount('planVideoContext, in posts', (analytics) => planVideoContext({ analytics, inventory: null }), 1_000),
  onComments('assessCommentQuality', (comments) => assessCommentQuality(comments)),
  onComments('describeVideo', (comments) => postsOf(1).map((post) => describeVideo(post, { comments }))),
  onCollections('describeGrowth', (history) => describeGrowth(history)),
  onCollections('describePostHistory', (history) => describePostHistory(history)),
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

/** What one function took at n and at 4 n. */
export interface Growth {
  readonly name: string;
  readonly size: number;
  readonly cpuMs: number;
  readonly cpuMsAt4: number;
  /** log4 of the ratio; `null` where the smaller time is too short to divide by. */
  readonly exponent: number | null;
}

/** Measures one function; `scale` makes its input smaller. The larger input goes first, so that all code is compiled. */
export function measureGrowth({ name, size, prepare }: Subject, scale = 1, runs = 5): Growth {
  const small = Math.max(1, Math.round(size * scale));
  const cpuMsAt4 = leastCpuMs(runs, prepare(4 * small));
  const cpuMs = leastCpuMs(2 * runs, prepare(small));
  const exponent = cpuMs < 1 ? null : Math.log(cpuMsAt4 / cpuMs) / Math.log(4);
  return { name, size: small, cpuMs, cpuMsAt4, exponent };
}
