import { checkOf, type Input, type InputCheck, is, recordList, recordOf } from '../base/check-input.ts';
import {
  anyText,
  either,
  func,
  locale,
  inputObject,
  mapOf,
  moment,
  momentText,
  oneOf,
  optional,
  orNull,
  text,
  timezone,
} from '../base/inputs.ts';
import { analytics, history, hours } from '../metrics/inputs.ts';
import type { PlanningDocuments } from './documents.ts';

const inventory = recordOf('an inventory', { inventory_info: is.object, folder_inventories: is.object });
/** What was published, by post. */
export const ledger: Input<unknown> = recordList('ledger entries', { media_id: is.text, files: is.list });
/** Plans of videos. */
export const videoPlans: Input<unknown> = recordList('video plans', { scenes: is.list });

/** The keys of `PlanningDocuments`, which plan, brief, tools and report take alike. */
export const PLANNING_DOCUMENTS: Readonly<Record<keyof PlanningDocuments, Input<unknown>>> = {
  analytics: optional(orNull(analytics)),
  inventory: optional(orNull(inventory)),
  history: optional(history),
  ledger: optional(ledger),
  notes: optional(
    either<unknown>(
      anyText(),
      mapOf(anyText('Give a note as text.'), 'Give one note, or an object of folder or series to its note.'),
    ),
  ),
  timezone: optional(timezone()),
  onlineFollowers: hours,
};

/** What an analysis depends on. */
export const PLANNING_KEYS: readonly (keyof PlanningDocuments)[] = Object.keys(
  PLANNING_DOCUMENTS,
) as (keyof PlanningDocuments)[];

const documents = inputObject(PLANNING_DOCUMENTS);
const videoPlan = recordOf('a video plan', { scenes: is.list });
const lineKinds = recordOf('a line of a planning document', { kind: is.text });

/** What `analyzeDocuments` gives; whether it belongs to the documents is looked at where it is used. */
export const analysis: Input<unknown> = optional(
  recordOf('an analysis of documents', {
    documents: is.object,
    context: is.object,
    matches: is.object,
    model: is.object,
  }),
);

// What the functions of the planning module take.

export const checkFileReferences: InputCheck = checkOf('checkFileReferences', { inventory });
export const analyzeDocuments: InputCheck = checkOf('analyzeDocuments', { documents });
export const checkVideoPlan: InputCheck = checkOf('checkVideoPlan', {
  documents,
  options: inputObject({
    orientation: optional(orNull(oneOf(['portrait', 'landscape', 'square']))),
    otherPlans: optional(videoPlans),
    analysis,
  }),
});
export const describePlanningLine: InputCheck = checkOf('describePlanningLine', {
  line: lineKinds,
  options: inputObject({ quote: optional(func()), locale: optional(locale()) }),
});
export const proposeLedgerEntries: InputCheck = checkOf('proposeLedgerEntries', { plans: videoPlans, documents });
export const recordPublished: InputCheck = checkOf('recordPublished', {
  plan: videoPlan,
  mediaId: text('Give the id of the post.'),
  options: inputObject({ publishedAt: optional(orNull(momentText())) }),
});
export const matchFootageToPosts: InputCheck = checkOf('matchFootageToPosts', {
  files: recordList('file records', { name: is.text }),
  media: recordList('posts', { id: is.text, timestamp: is.text }),
  options: inputObject({ ledger: optional(ledger), now: optional(moment()) }),
});
export const planVideoContext: InputCheck = checkOf('planVideoContext', {
  documents,
});
