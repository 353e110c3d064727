import * as v from 'valibot';

import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { FootageRow } from '../documents/planning.ts';
import type { BoundSettings, ToolAnswer } from './bound-answer.ts';
import { pageOf } from './cursors.ts';
import { defineTool } from './define-tool.ts';
import type { DirectivesFrom } from './directives.ts';
import { buildPlanningBrief, LEAST_BUDGET } from './planning-brief.ts';
import { matchUnused, type AnyInventory, type PlanningDocuments } from './planning-documents.ts';
import { budgetInput, cursorInput, limitInput, nullish, rows } from './tool-inputs.ts';
import { without, type ToolSources } from './tool-sources.ts';
import type { AssistantTool } from './tool-types.ts';

/** What a result says around a brief. */
const ENVELOPE_TOKENS = 400;

/** The tools that need both sides, or tell about them. */
export function planningTools(
  sources: ToolSources,
  settings: BoundSettings,
  directivesFrom: DirectivesFrom | undefined,
): AssistantTool[] {
  const { instagram, gcs, documents, history, ledger } = sources;
  const analytics = documents?.analytics ?? null;
  const inventory = documents?.inventory ?? null;
  const hasAccount = instagram !== undefined || analytics !== null;
  const hasBucket = gcs !== undefined || inventory !== null;
  if (!hasAccount && !hasBucket) return [];
  const asks = instagram !== undefined || gcs !== undefined;
  const readAnalytics = async (signal: AbortSignal | undefined): Promise<InstagramAnalytics | null> =>
    analytics ?? (await instagram?.collect({ signal })) ?? null;
  const readInventory = async (signal: AbortSignal | undefined): Promise<AnyInventory | null> =>
    inventory ?? (await gcs?.generateInventory(undefined, { files: 'none', signal })) ?? null;
  const read = async (signal: AbortSignal | undefined): Promise<PlanningDocuments> => ({
    analytics: await readAnalytics(signal),
    inventory: await readInventory(signal),
    history,
    ledger,
  });

  const unused = defineTool(
    {
      name: 'footage_unused',
      title: 'Unused footage',
      description:
        'Clips of the bucket that no post seems to be made from, newest first, with length, orientation and how sure that is. Use it to choose footage. Costs nothing from collected documents; else a collection of the account and a listing of the bucket, each page again.',
      input: v.strictObject({
        orientation: nullish(
          v.picklist(['portrait', 'landscape', 'square']),
          'Only clips this way up; those of unknown orientation are kept. null for all.',
        ),
        max_seconds: nullish(
          v.pipe(v.number(), v.minValue(0)),
          'Only clips up to this length; those of unknown length are kept. null for all.',
        ),
        limit: limitInput(200),
        cursor: cursorInput,
      }),
      output: {
        clips: rows,
        used: v.optional(v.number()),
        unused: v.optional(v.number()),
        uncertain: v.optional(v.number()),
      },
      asks,
      run: async ({ orientation, max_seconds: longest, limit, cursor }, signal): Promise<ToolAnswer> => {
        const matches = matchUnused(await read(signal));
        const fits = (clip: FootageRow): boolean =>
          (clip.orientation ?? orientation ?? null) === (orientation ?? clip.orientation) &&
          (clip.duration_seconds ?? 0) <= (longest ?? Number.POSITIVE_INFINITY);
        const clips = matches.unused.filter(fits).map((clip) => without(clip, 'media_id'));
        const { used, uncertain } = matches;
        const facts = { used: used.length, unused: matches.unused.length, uncertain: uncertain.length };
        return { facts, list: { key: 'clips', ...pageOf(clips, cursor, limit ?? 50) } };
      },
    },
    settings,
  );

  const most = Math.max(LEAST_BUDGET, settings.maxTokens - ENVELOPE_TOKENS);
  const brief = defineTool(
    {
      name: 'planning_brief',
      title: 'Planning brief',
      description:
        'One text with what planning videos needs: what worked and when, formats, hashtags, audience questions, unused clips, cautions. Use it first when asked to plan. Costs nothing from collected documents; else a collection of the account and a listing of the bucket.',
      input: v.strictObject({
        detail: nullish(v.picklist(['brief', 'standard', 'full']), 'How much of each part; null for standard.'),
        focus: nullish(
          v.picklist(['footage', 'timing', 'content', 'audience']),
          'What comes first where not all fits; null for none.',
        ),
        max_tokens: budgetInput,
      }),
      output: { brief: v.optional(v.string()), omitted: rows, directives: rows },
      asks,
      run: async ({ detail, focus, max_tokens: wanted }, signal): Promise<ToolAnswer> => {
        const { text, omitted, directives } = buildPlanningBrief(await read(signal), {
          maxTokens: Math.min(wanted ?? most, most),
          detail: detail ?? undefined,
          focus: focus ?? undefined,
          countTokens: (each) => settings.count(JSON.stringify(each)),
          redactor: settings.redactor,
          directivesFrom,
        });
        return {
          own: { brief: text, ...(directives.length === 0 ? {} : { directives }) },
          ...(omitted.length === 0
            ? {}
            : { howToGet: 'The last line of the brief names the tool for each part left out.' }),
        };
      },
    },
    settings,
  );

  const status = defineTool(
    {
      name: 'data_status',
      title: 'State of the data',
      description:
        'When the account and the bucket were read, how much of them is there, and what could not be read. Use it before relying on figures. Costs nothing.',
      input: v.strictObject({ cursor: cursorInput }),
      output: { sources: rows, issues: rows },
      asks: false,
      run: ({ cursor }): ToolAnswer => {
        const issues = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
        const list = issues.map(({ source, scope, kind, code, message, remedy }) => ({
          source,
          scope,
          kind,
          code,
          message,
          remedy,
        }));
        const media = analytics?.recent_media ?? [];
        return {
          facts: {
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
            snapshots: history?.length ?? 0,
            ledger_entries: ledger?.length ?? 0,
            coverage: { ...analytics?.coverage, ...inventory?.coverage },
          },
          list: { key: 'issues', ...pageOf(list, cursor, 50) },
        };
      },
    },
    settings,
  );
  return [...(hasBucket ? [unused] : []), brief, status];
}
