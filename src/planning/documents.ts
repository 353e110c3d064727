import { isTimezone } from '../base/time.ts';
import type { InstagramAnalytics, LedgerEntry, Snapshot } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { PlanningNote } from '../documents/planning.ts';
import { invalidRequest } from '../base/errors.ts';

/**
 * What the studio says of its own names: one text about everything, or texts by folder (`video_uploads/`) or by the
 * beginning of a series or file name (`TU`). `''` as a key is about everything, too. Trusted, never fenced.
 */
export type PlanningNotes = string | Readonly<Record<string, string>>;

/** The one context of plan, brief, tools, report, checks and command line. What is missing is said in the cautions. */
export interface PlanningDocuments {
  readonly analytics?: InstagramAnalytics | null | undefined;
  readonly inventory?: AnyInventory | null | undefined;
  /** Earlier collections, for growth and for posts at the same age. */
  readonly history?: readonly Snapshot[] | undefined;
  /** Which clips were published. */
  readonly ledger?: readonly LedgerEntry[] | undefined;
  readonly notes?: PlanningNotes | undefined;
  /** IANA zone of the account. @default 'UTC' */
  readonly timezone?: string | undefined;
  /**
   * Followers online by hour, `"0"` to `"23"`, used where posts are too few. @default those of the account's document
   */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
}

/** The documents with every gap filled: what the planning functions read. */
export interface ResolvedDocuments {
  readonly analytics: InstagramAnalytics | null;
  readonly inventory: AnyInventory | null;
  readonly history: readonly Snapshot[];
  readonly ledger: readonly LedgerEntry[];
  readonly notes: readonly PlanningNote[];
  readonly timezone: string;
  readonly onlineFollowers: Readonly<Record<string, number>> | null;
  /** When the account was collected, else the bucket; `null` without either. */
  readonly asOf: string | null;
}

/**
 * Fills the gaps of a context and checks its time zone.
 *
 * @throws InsightInventoryError `invalid_request` for a time zone nobody knows
 */
export function resolveDocuments(documents: PlanningDocuments): ResolvedDocuments {
  const { analytics = null, inventory = null, timezone = 'UTC' } = documents;
  if (!isTimezone(timezone))
    throw invalidRequest('timezone', 'is no known time zone', 'Give an IANA name, such as Europe/Berlin.');
  return {
    analytics,
    inventory,
    history: documents.history ?? [],
    ledger: documents.ledger ?? [],
    notes: readNotes(documents.notes),
    timezone,
    onlineFollowers: hoursOf(documents.onlineFollowers ?? analytics?.online_followers ?? null),
    asOf: analytics?.export_info.exported_at ?? inventory?.inventory_info.generated_at ?? null,
  };
}

/** Keeps the hours of a day, 0 to 23. */
function hoursOf(online: Readonly<Record<string, number>> | null): Readonly<Record<string, number>> | null {
  if (online === null) return null;
  return Object.fromEntries(Object.entries(online).filter(([hour]) => /^(?:[01]?\d|2[0-3])$/.test(hour)));
}

/** What notes must be, for whoever gave something else. */
export const NOTES_REMEDY = 'Give a text, or an object of texts by folder or beginning of a name.';

/** Tells whether a value is a note or a map of notes. */
export function isPlanningNotes(value: unknown): value is PlanningNotes {
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}

/** Reads notes in either form as a list. */
export function readNotes(notes: PlanningNotes | undefined): PlanningNote[] {
  if (notes === undefined) return [];
  const entries: [string, string][] = typeof notes === 'string' ? [['', notes]] : Object.entries(notes);
  return entries
    .map(([about, text]) => ({ about: about.trim() === '' ? null : about.trim(), text: text.trim() }))
    .filter(({ text }) => text !== '');
}

/**
 * Finds the note about a file or a series: the longest folder or beginning of a name that fits.
 *
 * Case does not count, and a beginning may follow a separator: `TU` is about `timelapse_tu24.mp4`.
 *
 * @param name - of a file with its folders, or of a series
 */
export function noteOf(notes: readonly PlanningNote[], name: string): PlanningNote | null {
  const lower = name.toLowerCase();
  const words = [lower, ...[...lower.matchAll(/[/ _.-]/g)].map(({ index }) => lower.slice(index + 1))];
  const fitting = notes.flatMap((note) => {
    const { about } = note;
    const fits = about !== null && words.some((word) => word.startsWith(about.toLowerCase()));
    return fits ? [{ note, length: about.length }] : [];
  });
  return fitting.sort((a, b) => b.length - a.length)[0]?.note ?? null;
}
