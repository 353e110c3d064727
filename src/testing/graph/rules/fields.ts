/** The login a name exists on. */
export type FieldLogin = 'both' | 'facebook' | 'instagram';

/** One name that may stand in `fields`. */
export interface FieldRule {
  readonly name: string;
  readonly login: FieldLogin;
  /** The kind of node behind it, when it has fields of its own. */
  readonly of?: NodeKind | 'insights' | undefined;
  /** Names inside a plain object. */
  readonly parts?: readonly string[] | undefined;
}

/** What a node is. The same media has other fields when it is reached another way. */
export type NodeKind =
  | 'user'
  | 'me'
  | 'person'
  | 'page'
  | 'media'
  | 'child'
  | 'foreign_media'
  | 'discovered_user'
  | 'discovered_media'
  | 'hashtag'
  | 'hashtag_media'
  | 'comment'
  | 'publishing_limit';

export const both = (...names: readonly string[]): FieldRule[] => names.map((name) => ({ name, login: 'both' }));
export const facebook = (...names: readonly string[]): FieldRule[] =>
  names.map((name) => ({ name, login: 'facebook' }));
