import { withLocale } from './format.ts';
import * as check from './inputs.ts';
import { page } from './page.ts';
import {
  prepareReportData,
  type ReportData,
  type ReportInput,
  type ReportOptions,
  type Section,
} from './report-data.ts';
import { actions, posts } from './sections/posts-and-actions.ts';
import { audience } from './sections/audience.ts';
import { comments, engagement } from './sections/engagement-and-comments.ts';
import { footage } from './sections/footage.ts';
import { formats, reels } from './sections/formats-and-reels.ts';
import { growth, history } from './sections/growth-and-history.ts';
import { hashtags, postingTimes } from './sections/hashtags-and-posting-times.ts';
import { headline } from './sections/headline.ts';
import { issues } from './sections/issues.ts';
import { periods } from './sections/periods.ts';
import { plan } from './sections/plan.ts';
import { provenance, summary } from './sections/summary-and-provenance.ts';
import { storage } from './sections/storage.ts';

const SECTIONS: readonly ((data: ReportData) => Section | null)[] = [
  summary,
  headline,
  periods,
  posts,
  plan,
  engagement,
  reels,
  actions,
  formats,
  hashtags,
  postingTimes,
  audience,
  comments,
  history,
  footage,
  storage,
  growth,
  issues,
  provenance,
];

/**
 * Renders one HTML page about an account, a bucket or both, for people to look at: no script, no request, nothing
 * beside it. Works from disk, in light and dark, on a phone and on paper.
 *
 * Every chart has its numbers as a table. A figure that is not known is a dash with its reason. Texts from outside are
 * shown as text; tokens and signed addresses are taken out. The same input gives the same page: its dates are those of
 * the documents.
 *
 * @throws InsightInventoryError of kind `invalid_request` when there is neither an account nor an inventory, when one of
 * them is no such document, for a `maxRows` or `periodDays` below 1, for an unknown time zone or locale, and for an
 * analysis of other documents
 */
export function renderReport(input: ReportInput, options: ReportOptions = {}): string {
  check.renderReport({ input, options });
  const data = prepareReportData(input, options);
  return withLocale(data.locale, () => {
    const sections = SECTIONS.flatMap((build) => build(data) ?? []);
    return page(data, sections, options.title);
  });
}
