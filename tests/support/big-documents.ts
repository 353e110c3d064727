import {
  categorizeFiles,
  describeFile,
  summarizeFiles,
  summarizeHashtags,
  summarizeMedia,
  type FileRecord,
  type FolderInventory,
  type GcsInventory,
  type InstagramAnalytics,
  type MediaRecord,
} from '../../src/index.ts';
import { compareLargest, compareNewest } from '../../src/files/top-files.ts';
import { createRandom } from '../../src/testing/shared/random.ts';
import { analyticsSample, fullInventorySample } from '../schemas/samples.ts';

const HOUR_MS = 3_600_000;
const END = Date.UTC(2026, 10, 22, 12);
const TAGS = Array.from({ length: 60 }, (_, index) => `tag${String(index)}`);

const toTimestamp = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** Makes an account of so many posts, one every 20 hours, each with ten tags, five comments and a long caption. */
export function bigAccount(posts: number): InstagramAnalytics {
  const random = createRandom(7);
  const [sample] = analyticsSample.recent_media ?? [];
  if (sample === undefined) throw new Error('The sample has no post.');
  const media = Array.from({ length: posts }, (_, index): MediaRecord => {
    const reach = 500 + Math.floor(random() * 20_000);
    const total = Math.floor(reach * (0.01 + random() * 0.1));
    const hashtags = TAGS.filter(() => random() < 1 / 6);
    const id = String(18_000_000_000_000_000 + index);
    return {
      ...sample,
      id,
      permalink: `https://www.instagram.com/reel/post${String(index)}/`,
      timestamp: toTimestamp(END - (index + 1) * 20 * HOUR_MS),
      caption: `Number ${String(index)}: ${'words about clay and glaze '.repeat(12)}${hashtags.map((tag) => `#${tag}`).join(' ')}`,
      hashtags,
      insights: { ...sample.insights, reach, total_interactions: total, views: reach * 2 },
      engagement: {
        ...sample.engagement,
        interactions: total,
        rate_by_reach: Math.round((total / reach) * 10_000) / 100,
      },
      maturing: index < 2,
      comments: Array.from({ length: 5 }, (_, number) => ({
        id: `${id}${String(number)}`,
        text: `How long did number ${String(index)} take, please, ${String(number)}?`,
        username: `viewer_${String(index % 97)}`,
        from_id: null,
        timestamp: toTimestamp(END),
        like_count: number,
        replies: [],
        replies_truncated: false,
      })),
    };
  });
  return {
    ...analyticsSample,
    recent_media: media,
    hashtag_performance: summarizeHashtags(media),
    summary_metrics: summarizeMedia(media),
  };
}

const EXTENSIONS = ['mp4', 'mp4', 'jpg', 'jpg', 'mov', 'wav', 'pdf', 'zip'];
const FOLDERS = Array.from({ length: 80 }, (_, index) => `shoots/day-${String(index).padStart(3, '0')}`);

/** Makes a bucket of so many files in 80 folders over three years, one in fifty a copy of another. */
export function bigInventory(files: number): GcsInventory {
  const random = createRandom(11);
  const rows = Array.from({ length: files }, (_, index): FileRecord => {
    const extension = EXTENSIONS[index % EXTENSIONS.length] ?? 'bin';
    const folder = FOLDERS[index % FOLDERS.length] ?? '';
    return describeFile(
      {
        name: `${folder}/take-${String(index).padStart(6, '0')}.${extension}`,
        size: 50_000 + Math.floor(random() * 20_000_000),
        contentType: null,
        storageClass: 'STANDARD',
        timeCreated: toTimestamp(END - Math.floor(random() * 26_000) * HOUR_MS),
        md5Hash: `hash-${String(index % 50 === 0 ? index % 1_000 : index)}`,
      },
      { bucket: 'shoots' },
    );
  });
  const summary = summarizeFiles(rows);
  const folders = FOLDERS.map((name, index): [string, FolderInventory<FileRecord>] => {
    const own = rows.filter((_, position) => position % FOLDERS.length === index);
    const part = summarizeFiles(own);
    return [
      name,
      {
        folder_name: name,
        total_files: part.files,
        total_size_mb: part.size_mb,
        category_summary: part.categorized_summary,
        subfolders: [],
        file_categories: categorizeFiles(own),
      },
    ];
  });
  const videos = rows.filter(({ file_category: category }) => category === 'video');
  return {
    ...fullInventorySample,
    inventory_info: { ...fullInventorySample.inventory_info, bucket_name: 'shoots', files: 'all' },
    bucket_summary: {
      total_files: summary.files,
      total_size_mb: summary.size_mb,
      total_size_bytes: summary.size_bytes,
      folder_count: FOLDERS.length,
      newest_file: summary.newest_file,
      oldest_file: summary.oldest_file,
    },
    folder_inventories: Object.fromEntries(folders),
    categorized_summary: summary.categorized_summary,
    storage_class_summary: summary.storage_class_summary,
    highlights: {
      newest: rows.toSorted(compareNewest).slice(0, 50),
      newest_videos: videos.toSorted(compareNewest).slice(0, 500),
      largest: rows.toSorted(compareLargest).slice(0, 20),
    },
  };
}
