import type { DatasetIndex } from '../dataset/dataset-index.ts';
import { isVersionSegment } from '../rules/versions.ts';

/** A path taken apart. */
export interface CallPath {
  /** `v26.0`, `''` without a version. */
  readonly version: string;
  readonly segments: readonly string[];
}

export function parsePath(path: string): CallPath {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  const first = segments[0] ?? '';
  return isVersionSegment(first) ? { version: first, segments: segments.slice(1) } : { version: '', segments };
}

/** The endpoint as a template, for counts and faults: `/{media}/insights`. */
export function endpointOf(index: DatasetIndex, method: string, path: string): string {
  const { segments } = parsePath(path);
  const [first, ...rest] = segments;
  if (first === undefined) return method === 'POST' ? 'batch' : '/';
  if (first === 'cdn') return '/cdn';
  if (!/^\d+$/.test(first))
    return first === 'me' || rest.length === 0 || first === 'oauth' ? `/${segments.join('/')}` : '/{alias}';
  const kind = index.nodes.get(first)?.kind;
  const label = kind === undefined ? 'unknown' : LABELS[kind];
  return `/{${label}}${rest.map((segment) => `/${segment}`).join('')}`;
}

const LABELS = {
  user: 'ig-user',
  media: 'media',
  child: 'media',
  comment: 'comment',
  hashtag: 'hashtag',
  page: 'page',
} as const;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
