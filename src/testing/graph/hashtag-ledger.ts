import { textHash } from '../shared/random.ts';
import type { HashtagNode, SearchedHashtag } from './dataset/graph-dataset.ts';
import { hashtagLimit } from './rules/failures.ts';
import { HASHTAG_WINDOW_MS, HASHTAGS_MOST } from './rules/platform.ts';
import { parseTime } from './wire-format.ts';

/** Rows of a hashtag's list that a request was given. */
interface ServedPage {
  readonly start: number;
  /** Where the page after it begins. */
  readonly end: number;
  /** Pages before this one. */
  readonly index: number;
  /** The request, by its parameters. */
  readonly params: URLSearchParams;
}

/** Hashtags the account has searched, and every hashtag that got an id. */
export class HashtagLedger {
  readonly #searched = new Map<string, number>();
  readonly #byName = new Map<string, HashtagNode>();
  readonly #byId = new Map<string, HashtagNode>();
  readonly #pages = new Map<string, ServedPage>();

  constructor(hashtags: readonly HashtagNode[], searched: readonly SearchedHashtag[]) {
    for (const hashtag of hashtags) this.#add(hashtag);
    for (const { name, at } of searched) {
      this.#node(name);
      this.#searched.set(name.toLowerCase(), parseTime(at));
    }
  }

  /** The id of a tag. A tag counts once from its first search; the 31st in seven days is refused. */
  search(name: string, now: number): HashtagNode {
    const tag = name.toLowerCase();
    this.#forget(now);
    if (!this.#searched.has(tag)) {
      if (this.#searched.size >= HASHTAGS_MOST) throw hashtagLimit();
      this.#searched.set(tag, now);
    }
    return this.#node(tag);
  }

  find(id: string): HashtagNode | null {
    return this.#byId.get(id) ?? null;
  }

  /** The tags searched in the last seven days, latest first. */
  searched(now: number): readonly HashtagNode[] {
    this.#forget(now);
    return [...this.#searched].sort((a, b) => b[1] - a[1]).map(([name]) => this.#node(name));
  }

  /** The page of a hashtag's list that was served last: its cursor, the same on every page, cannot tell. */
  lastPage(list: string): ServedPage | null {
    return this.#pages.get(list) ?? null;
  }

  served(list: string, page: ServedPage): void {
    this.#pages.set(list, page);
  }

  #forget(now: number): void {
    for (const [tag, at] of this.#searched) {
      if (now - at >= HASHTAG_WINDOW_MS) this.#searched.delete(tag);
    }
  }

  #node(name: string): HashtagNode {
    const tag = name.toLowerCase();
    const known = this.#byName.get(tag);
    if (known !== undefined) return known;
    const made = { id: `1784${String(textHash(tag)).padStart(13, '0')}`, name: tag };
    this.#add(made);
    return made;
  }

  #add(hashtag: HashtagNode): void {
    this.#byName.set(hashtag.name.toLowerCase(), hashtag);
    this.#byId.set(hashtag.id, hashtag);
  }
}
