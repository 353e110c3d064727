import { roundTo } from '../base/sums.ts';
import { DAY_MS, parseTimestamp } from '../base/time.ts';
import type { LedgerEntry } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { FootageMatches } from '../documents/footage.ts';
import type { LedgerProposal } from '../documents/planning.ts';
import type { VideoPlan } from '../documents/video-plan.ts';
import type { PlanningDocuments } from './documents.ts';
import { parseObjectAddress } from './file-references.ts';
import * as check from './inputs.ts';

/** How sure a match is that is proposed, from 0 to 1. */
const PROPOSE_FROM = 0.5;
/** A post within this of the planned time counts as published when planned. */
const NEAR_DAYS = 7;
/** Words of a caption two texts share for one to be the other, edited. */
const LIKE = 0.5;

/**
 * Gives the ledger entry of a plan whose post has appeared: which clips it was made from. Addresses become names.
 *
 * @param mediaId - of the post
 * @example
 * await ledger.append(recordPublished(plan, '17900000000000001', { publishedAt: '2026-11-28T18:00:00Z' }));
 */
export function recordPublished(
  plan: VideoPlan,
  mediaId: string,
  options: { readonly publishedAt?: string | null | undefined } = {},
): LedgerEntry {
  check.recordPublished({ plan, mediaId, options });
  const { publishedAt = null } = options;
  return {
    media_id: mediaId,
    files: filesOf(plan),
    published_at: publishedAt,
  };
}

/** The names of a plan's clips, each once; also of what is given by an address of any bucket. */
function filesOf({ scenes }: VideoPlan): string[] {
  const references = scenes.map(({ file }) => file.trim());
  return [...new Set(references.map((reference) => parseObjectAddress(reference)?.name ?? reference))];
}

/** Proposes the clips that look published and are in no ledger, by post. */
export function proposeMatches({ used, uncertain }: FootageMatches): LedgerProposal[] {
  const byPost = new Map<string, LedgerProposal>();
  for (const { name, media_id: id, reason, confidence } of [...used, ...uncertain]) {
    if (id === null || reason === 'ledger' || confidence < PROPOSE_FROM) continue;
    const proposal = byPost.get(id);
    if (proposal === undefined) {
      byPost.set(id, { media_id: id, files: [name], published_at: null, confidence, reason, plan: null });
    } else {
      proposal.files.push(name);
      proposal.confidence = Math.min(proposal.confidence, confidence);
    }
  }
  return [...byPost.values()].sort((a, b) => b.confidence - a.confidence || (a.media_id < b.media_id ? -1 : 1));
}

/**
 * Finds the posts that plans have become, for somebody to confirm: by the words of the caption, the tags and the time, and
 * by the clips the post was matched to. A post that is in the ledger is not proposed again; each post and each plan once.
 *
 * @example
 * proposeLedgerEntries([plan], { analytics, inventory })[0]?.media_id;
 */
export function proposeLedgerEntries(plans: readonly VideoPlan[], documents: PlanningDocuments): LedgerProposal[] {
  check.proposeLedgerEntries({ plans, documents });
  const { analytics, ledger = [] } = documents;
  const entered = new Set(ledger.map((entry) => entry.media_id));
  const pairs = plans.flatMap((plan) =>
    (analytics?.recent_media ?? [])
      .filter((post) => !entered.has(post.id))
      .map((post) => ({ plan, post, confidence: likeness(plan, post) })),
  );
  const proposals: LedgerProposal[] = [];
  const done = new Set<unknown>();
  for (const { plan, post, confidence } of pairs.sort((a, b) => b.confidence - a.confidence)) {
    if (confidence < PROPOSE_FROM || done.has(plan) || done.has(post)) continue;
    done.add(plan).add(post);
    const shared = { media_id: post.id, files: filesOf(plan), published_at: post.timestamp };
    proposals.push({ ...shared, confidence: roundTo(confidence, 2), reason: 'plan', plan: plan.title });
  }
  return proposals;
}

/** 0 to 1: the share of words the captions have in common, raised by tags and by a time near the planned one. */
function likeness(plan: VideoPlan, post: MediaRecord): number {
  const [planned, published] = [wordsOf(plan.caption), wordsOf(post.caption ?? '')];
  const shared = [...planned].filter((word) => published.has(word)).length;
  const words = shared / Math.max(1, Math.min(planned.size, published.size));
  if (words < LIKE) return 0;
  const tags = plan.hashtags.map((tag) => tag.replace(/^[#＃]/u, '').toLowerCase());
  const hasTags = tags.length > 0 && tags.every((tag) => post.hashtags.includes(tag));
  const [when, time] = [parseTimestamp(plan.when), parseTimestamp(post.timestamp)];
  const isNear = when !== null && time !== null && Math.abs(when - time) <= NEAR_DAYS * DAY_MS;
  return Math.min(0.99, words * 0.8 + (hasTags ? 0.1 : 0) + (isNear ? 0.1 : 0));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []);
}
