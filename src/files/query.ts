import type { FileCategory } from '../documents/file.ts';

/** What a search asks of a file. Every key given must hold. */
export interface FileFilter {
  /** Part of the full name, in any case. */
  readonly name?: string | undefined;
  /** `*` within a segment, `**` across; compared with the last segment when it has no slash. Case counts. */
  readonly glob?: string | undefined;
  readonly category?: FileCategory | undefined;
  /** The folder and everything below it. */
  readonly folder?: string | undefined;
  /** `video/mp4`, or a whole family: `video`, `video/*`. Any case. */
  readonly contentType?: string | undefined;
  /** Custom metadata that must be there with exactly these values. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Mebibytes, inclusive, compared with exact bytes. */
  readonly minSizeMb?: number | undefined;
  /** Mebibytes, inclusive, compared with exact bytes. */
  readonly maxSizeMb?: number | undefined;
  /** Created at this time or later. A file of unknown age is in no range. */
  readonly createdAfter?: Date | string | undefined;
  /** Created before this time. */
  readonly createdBefore?: Date | string | undefined;
}

/** A text the full name must contain, in any case, or a filter. */
export type FileQuery = string | FileFilter;
