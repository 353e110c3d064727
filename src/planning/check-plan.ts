import leven from 'leven';
import * as v from 'valibot';

import { parseTimestamp } from '../base/time.ts';
import { videoPlanSchema, type VideoPlan } from '../documents/video-plan.ts';
import { checkAudio, checkCaption, checkScenes, type PlanProblem, type ReportProblem } from './plan-checks.ts';
import type { PlanningDocuments } from './documents.ts';
import { collectEvidence, isSupported } from './evidence.ts';
import { createFileLookup } from './ledger.ts';
import { analysisOf, type DocumentAnalysis } from './plan-video-context.ts';
import * as check from './inputs.ts';

/** What a check of a plan found. */
export interface PlanCheck {
  /** Whether there is no problem. */
  ok: boolean;
  problems: PlanProblem[];
  /** The plan as it was read; `null` when it has not the shape of one. */
  plan: VideoPlan | null;
}

/** What a plan is checked against beyond the documents. */
export interface CheckVideoPlanOptions {
  /** The way up all clips must be; `null` for any. A clip of unknown orientation passes. @default 'portrait' */
  readonly orientation?: 'portrait' | 'landscape' | 'square' | null | undefined;
  /** Other plans, whose clips are taken. */
  readonly otherPlans?: readonly VideoPlan[] | undefined;
  /** What `analyzeDocuments` made of the same documents. @default made */
  readonly analysis?: DocumentAnalysis | undefined;
}

/**
 * Checks a plan a model made against the documents it was made from: every file, address and piece of evidence exists
 * (near misses with a suggestion), is of the right kind, long enough for its scene, the right way up, not published and
 * in no other plan; the caption and its tags are within the platform's limits and unlike the last posts; what `why`
 * claims is what its evidence says. Problems are data with a remedy each. No call.
 *
 * A claim is a figure, or a word of doing better or worse, in English; it is supported when the figures are in what is
 * cited, and a cited post, or a cited line with a verdict, points the same way. What calls itself a test claims
 * nothing.
 *
 * @param plan - whatever the model gave, parsed
 * @throws InsightInventoryError `invalid_request` for a time zone nobody knows, or an analysis of other documents
 * @example
 * checkVideoPlan({}, { analytics, inventory }).problems[0]?.code; //=> 'invalid_plan'
 */
export function checkVideoPlan(
  plan: unknown,
  documents: PlanningDocuments,
  options: CheckVideoPlanOptions = {},
): PlanCheck {
  check.checkVideoPlan({ documents, options });
  const { orientation = 'portrait', otherPlans = [] } = options;
  const analysis = analysisOf(documents, options.analysis);
  const parsed = v.safeParse(videoPlanSchema, plan);
  if (!parsed.success) return { ok: false, problems: parsed.issues.map(toInvalid), plan: null };
  const problems: PlanProblem[] = [];
  const report: ReportProblem = (problem) => void problems.push({ suggestion: null, ...problem });
  const { output } = parsed;
  const lookup = createFileLookup(documents.inventory ?? null);
  checkWhen(output, report);
  checkScenes(output, documents, { analysis, lookup, orientation, otherPlans, report });
  checkAudio(output, documents, lookup, report);
  checkCaption(output, documents, report);
  checkReasons(output, documents, analysis, report);
  return { ok: problems.length === 0, problems, plan: output };
}

function toInvalid(issue: v.BaseIssue<unknown>): PlanProblem {
  const path = (issue.path ?? []).map(({ key }) => `/${String(key)}`).join('');
  return {
    code: 'invalid_plan',
    path,
    message: `${path === '' ? 'The plan' : path} is ${issue.received}, expected ${issue.expected ?? 'another value'}.`,
    remedy: 'Give a plan that matches the schema video-plan.json.',
    suggestion: null,
  };
}

function checkWhen({ when }: VideoPlan, report: ReportProblem): void {
  if (when === null || parseTimestamp(when) !== null) return;
  report({
    code: 'invalid_plan',
    path: '/when',
    message: 'The time is not ISO 8601.',
    remedy: 'Give a time such as 2026-11-28T18:00:00Z, or null.',
  });
}

function checkReasons(
  plan: VideoPlan,
  documents: PlanningDocuments,
  analysis: DocumentAnalysis,
  report: ReportProblem,
): void {
  const evidence = collectEvidence(documents, analysis);
  plan.why.forEach(({ text, evidence: cited }, index) => {
    const known = cited.flatMap((id, place) => {
      const found = evidence.find(id);
      if (found !== null) return [found];
      const suggestion = nearestId(id, evidence.ids);
      report({
        code: 'unknown_evidence',
        path: `/why/${String(index)}/evidence/${String(place)}`,
        message: `${id} is no post, comment, line of the brief or file.`,
        remedy: suggestion === null ? 'Cite an id the brief or a tool gave.' : `Cite ${suggestion} if that was meant.`,
        suggestion,
      });
      return [];
    });
    // With evidence missing nothing can be said of the claim; that it is missing was said.
    if (known.length < cited.length) return;
    const fault = isSupported(text, known);
    if (fault === null) return;
    report({ code: 'unsupported_claim', path: `/why/${String(index)}/text`, ...fault });
  });
}

/** Finds an id that differs in one or two characters. */
function nearestId(id: string, ids: readonly string[]): string | null {
  if (id.length < 4) return null;
  for (const other of ids) {
    if (Math.abs(other.length - id.length) <= 1 && leven(id, other, { maxDistance: 3 }) <= 2) return other;
  }
  return null;
}
