import bucket from './bucket-objects.json' with { type: 'json' };
import type { AccountExport, BucketListing } from './dataset-format.ts';
import account from './instagram-account.json' with { type: 'json' };

/** The demo account `autopotter`: counts, insights and times of a real account, everything else invented. */
export const demoAccount: AccountExport = account;

/** The demo bucket `autopot1-printdump`: 155 clips, each with its still, and two music tracks; 801.28 MB in all. */
export const demoBucket: BucketListing = bucket;
