import * as v from 'valibot';

/** How one entry of a platform table came out on the platform itself. */
export type LiveOutcome = 'accepted' | 'refused' | 'not_tried';

/** One part of a platform, by the names of our own tables alone: nothing in it is of a user. */
export interface VerifiedFeature {
  /** `account_fields`, `media_metrics reels`, `storage`. */
  feature: string;
  accepted: string[];
  refused: string[];
  not_tried: string[];
  /** Those that are not as our tables say. */
  unexpected: string[];
}

/** What `validate --live` found on one platform, to be sent in: docs/verified.md is made of these. */
export interface VerificationRecord {
  record_version: '1.0';
  library_version: string;
  /** `v20.20.0` */
  node_version: string;
  checked_at: string;
  platform: 'graph' | 'storage';
  /** `null` for Cloud Storage. */
  login: 'facebook' | 'instagram' | null;
  api_version: string | null;
  features: VerifiedFeature[];
}

const names = v.array(v.pipe(v.string(), v.regex(/^[\w.:{},() -]{1,80}$/)));

/** Validates a {@link VerificationRecord}: names have no room for words of a user. */
export const verificationRecordSchema: v.GenericSchema<unknown, VerificationRecord> = v.strictObject({
  record_version: v.literal('1.0'),
  library_version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)),
  node_version: v.pipe(v.string(), v.regex(/^v\d+\.\d+\.\d+$/)),
  checked_at: v.pipe(v.string(), v.isoTimestamp()),
  platform: v.picklist(['graph', 'storage']),
  login: v.nullable(v.picklist(['facebook', 'instagram'])),
  api_version: v.nullable(v.pipe(v.string(), v.regex(/^v\d+\.\d+$/))),
  features: v.array(
    v.strictObject({
      feature: v.pipe(v.string(), v.regex(/^[a-z_]+(?: [a-z_]+)?$/)),
      accepted: names,
      refused: names,
      not_tried: names,
      unexpected: names,
    }),
  ),
});

/** An entry of a live check, of either platform. */
export interface CheckedEntry {
  /** The table, and the kind of post where there is one. */
  readonly feature: string;
  readonly name: string;
  readonly expected: 'accepted' | 'refused' | 'unsure';
  readonly outcome: LiveOutcome;
}

/** Decides whether an entry that was tried came out otherwise than its table says. */
export function isUnexpected({ expected, outcome }: Pick<CheckedEntry, 'expected' | 'outcome'>): boolean {
  return expected !== 'unsure' && outcome !== 'not_tried' && outcome !== expected;
}

/** Groups entries by feature, in the order they first come. */
export function verifiedFeatures(entries: readonly CheckedEntry[]): VerifiedFeature[] {
  const features = new Map<string, VerifiedFeature>();
  for (const { feature, name, expected, outcome } of entries) {
    const row = features.get(feature) ?? { feature, accepted: [], refused: [], not_tried: [], unexpected: [] };
    features.set(feature, row);
    row[outcome].push(name);
    if (isUnexpected({ expected, outcome })) row.unexpected.push(name);
  }
  return [...features.values()];
}
