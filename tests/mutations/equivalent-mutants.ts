/** Mutants that do what the source does, so that no test can notice them. */
export interface EquivalentMutants {
  readonly file: string;
  /** The line, without its indent. */
  readonly source: string;
  /** What takes the place of a part of the line. */
  readonly replacements: readonly string[];
  readonly reason: string;
}

const NO_TEXT = ['"Stryker was here!"'];
const NO_ENTRY = ['["Stryker was here"]'];

/** Mutants that were looked at and found to be equivalent. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutants[] = [
  {
    file: 'src/planning/ledger.ts',
    source:
      'return [...byPost.values()].sort((a, b) => b.confidence - a.confidence || (a.media_id < b.media_id ? -1 : 1));',
    replacements: ['a.media_id <= b.media_id'],
    reason: 'Each post is there once.',
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'const { analytics, ledger = [] } = documents;',
    replacements: NO_ENTRY,
    reason: 'It has no id, and no post is without one.',
  },
  {
    file: 'src/planning/ledger.ts',
    source: '(analytics?.recent_media ?? [])',
    replacements: NO_ENTRY,
    reason: 'It has no caption, so it is like no plan.',
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'const isNear = when !== null && time !== null && Math.abs(when - time) <= NEAR_DAYS * DAY_MS;',
    replacements: ['true', 'when !== null || time !== null'],
    reason: 'A time that is not known is 0, decades from the other; it is asked for the types.',
  },
  {
    file: 'src/planning/ledger.ts',
    source: String.raw`return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []);`,
    replacements: ['text.toUpperCase()'],
    reason: 'Both texts are written the same way.',
  },
  {
    file: 'src/runtime/history/ledger-store.ts',
    source: 'isChecked = true;',
    replacements: ['false'],
    reason: 'The file is read once more, which takes time alone.',
  },
  {
    file: 'src/runtime/history/ledger-store.ts',
    source: 'if (!isChecked) await list();',
    replacements: ['true'],
    reason: 'The file is read once more, which takes time alone.',
  },
  {
    file: 'src/base/redact.ts',
    source: '#known: readonly string[] = [];',
    replacements: NO_ENTRY,
    reason: 'One more secret, which no text has.',
  },
  {
    file: 'src/base/redact.ts',
    source: String.raw`const inAddress = /\p{Surrogate}/u.test(value) ? [] : [encodeURIComponent(value)];`,
    replacements: NO_ENTRY,
    reason: 'One more secret, which no text has.',
  },
  {
    file: 'src/base/redact.ts',
    source: 'if (!MAY_HIDE.test(clean)) return clean;',
    replacements: ['false'],
    reason: 'The patterns find nothing in it, which takes time alone.',
  },
  {
    file: 'src/assistant/untrusted.ts',
    source: "return copy(value, '', 0, { redactor, textLength });",
    replacements: NO_TEXT,
    reason: 'A key of no table, as the empty one.',
  },
  {
    file: 'src/assistant/untrusted.ts',
    source: "...rowOf(copy(item, '', depth + 1, config)),",
    replacements: NO_TEXT,
    reason: 'A key of no table, as the empty one.',
  },
  {
    file: 'src/inventory/listing/name-range.ts',
    source: 'return compareNames(a, b) <= 0 ? a : b;',
    replacements: ['compareNames(a, b) < 0'],
    reason: 'Two that are equal are one text.',
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'const texts = alphabet === null ? [] : extensionsOf(before, after, alphabet, wanted);',
    replacements: NO_ENTRY,
    reason: 'Without an alphabet it is not read.',
  },
];
