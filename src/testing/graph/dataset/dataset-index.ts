import { parseTime } from '../rules/platform.ts';
import type { CommentNode, GraphDataset, HashtagNode, MediaNode, PageNode } from './graph-dataset.ts';

/** What an id in a path names. */
export type IndexedNode =
  | { readonly kind: 'user' }
  | { readonly kind: 'media'; readonly media: MediaNode }
  | { readonly kind: 'child'; readonly media: MediaNode; readonly parent: MediaNode }
  | {
      readonly kind: 'comment';
      readonly comment: CommentNode;
      readonly media: MediaNode;
      readonly parentId: string | null;
    }
  | { readonly kind: 'hashtag'; readonly hashtag: HashtagNode }
  | { readonly kind: 'page'; readonly page: PageNode };

/** A dataset prepared for look-ups. */
export interface DatasetIndex {
  readonly dataset: GraphDataset;
  /** The account's own nodes by id. Posts of others are not readable by id. */
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  /** Posts without stories, newest first. */
  readonly posts: readonly MediaNode[];
  /** Their times in milliseconds, in the same order. */
  readonly postTimes: readonly number[];
  /** Stories, newest first. */
  readonly stories: readonly MediaNode[];
  readonly pages: readonly PageNode[];
  readonly person: { readonly id: string; readonly name: string };
  readonly appScopedId: string;
}

export function indexDataset(dataset: GraphDataset): DatasetIndex {
  const nodes = new Map<string, IndexedNode>();
  const { account } = dataset;
  const pages = dataset.pages ?? [
    { id: '1050000000000001', name: account.name ?? account.username, instagram_business_account: account.id },
  ];
  for (const media of [...dataset.media, ...(dataset.liveMedia ?? [])]) addMedia(nodes, media);
  for (const hashtag of dataset.hashtags ?? []) nodes.set(hashtag.id, { kind: 'hashtag', hashtag });
  for (const page of pages) nodes.set(page.id, { kind: 'page', page });
  nodes.set(account.id, { kind: 'user' });
  const sorted = newestFirst(dataset.media);
  const posts = sorted.filter((media) => media.media_product_type !== 'STORY');
  return {
    dataset,
    nodes,
    posts,
    postTimes: posts.map(({ timestamp }) => parseTime(timestamp)),
    stories: sorted.filter((media) => media.media_product_type === 'STORY'),
    pages,
    person: dataset.person ?? { id: '1000000000000001', name: 'Example Person' },
    appScopedId: account.appScopedId ?? `24${account.id.slice(2)}`,
  };
}

/** Sorts newest first; equal times in the order given. */
export function newestFirst<T extends { readonly timestamp: string }>(nodes: readonly T[]): T[] {
  return nodes
    .map((node) => ({ node, time: parseTime(node.timestamp) }))
    .sort((a, b) => b.time - a.time)
    .map(({ node }) => node);
}

function addMedia(nodes: Map<string, IndexedNode>, media: MediaNode): void {
  nodes.set(media.id, { kind: 'media', media });
  for (const child of media.children ?? []) nodes.set(child.id, { kind: 'child', media: child, parent: media });
  for (const comment of media.comments ?? []) {
    nodes.set(comment.id, { kind: 'comment', comment, media, parentId: null });
    for (const reply of comment.replies ?? []) {
      nodes.set(reply.id, { kind: 'comment', comment: reply, media, parentId: comment.id });
    }
  }
}
