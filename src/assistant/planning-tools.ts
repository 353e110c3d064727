import * as v from 'valibot';

import type { FootageRow } from '../documents/footage.ts';
import { videoPlanSchema } from '../documents/video-plan.ts';
import { fileNameOf } from '../files/path.ts';
import { parseSeriesName } from '../files/series.ts';
import { checkVideoPlan } from '../planning/check-plan.ts';
import { rankClips } from '../planning/footage.ts';
import { countOwn, pageOf, type ResultBounds, type ToolAnswer } from './bound-answer.ts';
import { toolMaker, type AssistantTool } from './define-tool.ts';
import { cleanText, type Directive, type DirectivesFrom, findDirectives, unfence } from './untrusted.ts';
import {
  type AnalysisReader,
  budgetInput,
  cursorInput,
  limitInput,
  lineRow,
  listOf,
  nullish,
  rows,
  type ToolSources,
  without,
} from './tool-inputs.ts';
import { fitPlanningBrief } from './planning-brief.ts';
import { readNotes, type PlanningDocuments } from '../planning/documents.ts';

/** What a brief needs at least for what every brief says, as a text in JSON. */
const BRIEF_ROOM = 720;
/** Directives get at most this share of a result. */
const DIRECTIVES_SHARE = 1 / 4;
const SHORT_DIRECTIVE = 60;
/** Characters that a tokenizer may count otherwise beside the brief than alone. */
const SEAM_TOKENS = 8;
const BOTH = { account: true, bucket: true } as const;
const COST = 'Costs nothing from collected documents; else a collection of the account and a listing of the bucket.';

/** Gives the tools that need both sides, or tell about them. */
export function planningTools(
  sources: ToolSources,
  bounds: ResultBounds,
  { read, directivesFrom }: { readonly read: AnalysisReader; readonly directivesFrom: DirectivesFrom | undefined },
): AssistantTool[] {
  const define = toolMaker(bounds);
  const { instagram, gcs, documents, history, ledger } = sources;
  const analytics = documents?.analytics ?? null;
  const inventory = documents?.inventory ?? null;
  const hasAccount = instagram !== undefined || analytics !== null;
  const hasBucket = gcs !== undefined || inventory !== null;
  if (!hasAccount && !hasBucket) return [];
  const asks = instagram !== undefined || gcs !== undefined;

  const unused = define({
    name: 'footage_unused',
    title: 'Unused footage',
    description:
      'Clips of the bucket that no post seems to be made from, the best fit for a reel first, with series, length, orientation and how sure that is. Use it to choose footage; not to find a file by name. Costs nothing from collected documents; else a collection and a listing, each page again.',
    input: v.strictObject({
      orientation: nullish(
        v.picklist(['portrait', 'landscape', 'square']),
        'Only clips this way up; those of unknown orientation are kept. null for all.',
      ),
      max_seconds: nullish(
        v.pipe(v.number(), v.minValue(0)),
        'Only clips up to this length; those of unknown length are kept. null for all.',
      ),
      series: nullish(
        v.pipe(v.string(), v.maxLength(200)),
        'Only clips of this series, as footage_series names it; null for all.',
      ),
      limit: limitInput(200),
      cursor: cursorInput,
    }),
    output: {
      clips: rows,
      used: v.optional(v.number()),
      unused: v.optional(v.number()),
      uncertain: v.optional(v.number()),
      complete: v.optional(v.boolean()),
      videos_total: v.optional(v.nullable(v.number())),
    },
    asks,
    run: async ({ orientation, max_seconds: longest, series, limit, cursor }, signal): Promise<ToolAnswer> => {
      const { documents: given, matches, context } = await read(BOTH, signal);
      const wanted = series == null ? null : unfence(series).toLowerCase();
      const fits = (clip: FootageRow): boolean =>
        (clip.orientation ?? orientation ?? null) === (orientation ?? clip.orientation) &&
        (clip.duration_seconds ?? 0) <= (longest ?? Number.POSITIVE_INFINITY) &&
        (wanted === null || parseSeriesName(fileNameOf(clip.name)).series === wanted);
      // Those of the context are ranked with what worked; a large bucket has more.
      const ranked = new Set(context.footage.clips.map(({ name }) => name));
      const rest = matches.unused.filter(({ name }) => !ranked.has(name));
      const clips = [...context.footage.clips, ...rankClips(rest, () => null)].filter(fits);
      const shown = clips.map((clip) => without(clip, 'media_id'));
      const values = {
        used: matches.used.length,
        unused: matches.unused.length,
        uncertain: matches.uncertain.length,
        complete: context.planning_info.footage_source === 'files',
        videos_total: given.inventory?.categorized_summary.videos.count ?? null,
      };
      return { values, list: pageOf('clips', shown, cursor, limit ?? undefined) };
    },
  });

  const series = define({
    name: 'footage_series',
    title: 'Footage by series',
    description: `Unused clips by series of names, with lengths, orientations, an example and the studio's note, and gaps: good subjects without clips, subjects never posted, cuts of one piece, music. Use it to see what there is; not for single clips, which footage_unused has. ${COST}`,
    input: v.strictObject({ cursor: cursorInput }),
    output: { lines: rows, series: rows },
    asks,
    run: async ({ cursor }, signal): Promise<ToolAnswer> => {
      const { footage } = (await read(BOTH, signal)).context;
      return {
        values: { lines: footage.lines.map(lineRow) },
        list: pageOf('series', footage.series, cursor),
      };
    },
  });

  const experiments = define({
    name: 'planning_experiments',
    title: 'Experiments',
    description: `What to try next (slot, length, opening, series, audio), how likely each is the best of its kind, and how many posts would show it. Use it to choose a test; not as advice that it works. ${COST}`,
    input: v.strictObject({ cursor: cursorInput }),
    output: { lines: rows },
    asks,
    run: async ({ cursor }, signal): Promise<ToolAnswer> => {
      const { context } = await read(BOTH, signal);
      return { list: pageOf('lines', context.experiments.map(lineRow), cursor) };
    },
  });

  const check = define({
    name: 'check_plan',
    title: 'Check a plan',
    description: `Whether every file, address, length, tag and claim of a video plan holds, with a remedy for each problem. Use it after writing a plan, and again after mending it, until ok is true; not to find ideas. ${COST}`,
    input: v.strictObject({ plan: videoPlanSchema }),
    output: { ok: v.optional(v.boolean()), problems: rows },
    asks,
    run: async ({ plan }, signal): Promise<ToolAnswer> => {
      const analysis = await read(BOTH, signal);
      const { ok, problems } = checkVideoPlan(plan, analysis.documents, { otherPlans: sources.plans, analysis });
      const values = { ok, found: problems.length };
      return {
        values,
        list: { key: 'problems', rows: problems, cursorAt: () => null },
        howToGet: 'Mend these, then check again for the others.',
      };
    },
  });

  const brief = define({
    name: 'planning_brief',
    title: 'Planning brief',
    description:
      'One text with what planning videos needs: best and weakest posts, state, findings, timing, hooks, audience questions, footage, experiments, how sure. Use it first when asked to plan; not for one figure, which the other tools have. Costs nothing from collected documents; else a collection of the account and a listing of the bucket.',
    input: v.strictObject({
      detail: nullish(v.picklist(['brief', 'standard', 'full']), 'How much of each part; null for standard.'),
      focus: nullish(
        v.picklist(['footage', 'timing', 'content', 'audience']),
        'What comes first where not all fits; null for none.',
      ),
      max_tokens: budgetInput,
    }),
    output: { brief: v.optional(v.string()), directives: rows, directives_total: v.optional(v.number()) },
    asks,
    run: async ({ detail, focus, max_tokens: wanted }, signal): Promise<ToolAnswer> => {
      const analysis = await read(BOTH, signal);
      const most = wanted ?? bounds.maxTokens;
      const directives =
        directivesFrom === undefined ? null : pickDirectives(analysis.documents, directivesFrom, bounds);
      const answerWith = (shown: PickedDirectives | null): ToolAnswer => {
        const answer = (text: string, isCut: boolean): ToolAnswer => ({
          own: { ...shown, brief: text },
          isCut,
          howToGet: 'The last line of the brief names the tool for each part left out.',
        });
        const envelope = countOwn(answer('', true), bounds.count) + SEAM_TOKENS;
        const { text, truncated } = fitPlanningBrief(analysis, {
          maxTokens: Math.min(most, bounds.maxTokens - envelope),
          detail: detail ?? undefined,
          focus: focus ?? undefined,
          countTokens: (each) => bounds.count(JSON.stringify(each)),
          redactor: bounds.redactor,
        });
        return answer(text, truncated);
      };
      try {
        return answerWith(directives);
      } catch (error) {
        // What every brief says may need the room of the directives, of which the total is left.
        if (directives === null || directives.directives.length === 0) throw error;
        return answerWith({ ...directives, directives: [] });
      }
    },
  });

  const status = define({
    name: 'data_status',
    title: 'State of the data',
    description:
      'When the account and the bucket were read, how much of them is there, and what could not be read. Use it before relying on figures; not for the figures themselves. Costs nothing.',
    input: v.strictObject({ cursor: cursorInput }),
    output: { sources: rows, issues: rows },
    asks: false,
    run: async ({ cursor }): Promise<ToolAnswer> => {
      const issues = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
      const list = issues.map((issue) => without(issue, 'id', 'retryable'));
      const media = analytics?.recent_media ?? [];
      return {
        values: {
          sources: [
            {
              source: 'instagram',
              live: instagram !== undefined,
              as_of: analytics?.export_info.exported_at ?? null,
              posts: analytics === null ? null : media.length,
              maturing: analytics === null ? null : media.filter((post) => post.maturing).length,
            },
            {
              source: 'gcs',
              live: gcs !== undefined,
              as_of: inventory?.inventory_info.generated_at ?? null,
              files_total: inventory?.bucket_summary.total_files ?? null,
            },
          ],
          snapshots: (await listOf(history)).length,
          ledger_entries: (await listOf(ledger)).length,
          coverage: { ...analytics?.coverage, ...inventory?.coverage },
          notes: readNotes(sources.notes),
        },
        list: pageOf('issues', list, cursor),
      };
    },
  });
  return [
    ...(hasBucket ? [unused, series] : []),
    ...(hasAccount ? [experiments] : []),
    ...(hasBucket ? [check] : []),
    brief,
    status,
  ];
}

/** The directives of an answer, and how many there are. */
interface PickedDirectives {
  readonly directives: readonly Directive[];
  readonly directives_total: number;
}

/**
 * Picks directives: newest first, as many as fit their share of the result and leave the brief its room; a long one is
 * cut shorter.
 */
function pickDirectives(
  { analytics }: PlanningDocuments,
  from: DirectivesFrom,
  { maxTokens, count, redactor }: ResultBounds,
): PickedDirectives {
  const found = findDirectives(analytics?.recent_media ?? [], from, redactor);
  const directives: Directive[] = [];
  let room = Math.min(maxTokens * DIRECTIVES_SHARE, maxTokens - BRIEF_ROOM);
  const costOf = (directive: Directive): number => count(JSON.stringify(directive)) + 1;
  for (const directive of found) {
    const short = { ...directive, text: cleanText(directive.text, SHORT_DIRECTIVE) };
    const shown = [directive, short].find((form) => costOf(form) <= room);
    if (shown === undefined) break;
    room -= costOf(shown);
    directives.push(shown);
  }
  return { directives, directives_total: found.length };
}
