import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  buildPlanningBrief,
  createAssistantTools,
  runTool,
  type PlanningDocuments,
  type ToolResult,
} from '../../../src/assistant/index.ts';
import { describeSections } from '../../../src/assistant/brief-sections.ts';
import { Redactor } from '../../../src/base/redact.ts';
import type { PlanningLine } from '../../../src/index.ts';
import { analyzeDocuments } from '../../../src/planning/plan-video-context.ts';
import { LINE_WRITERS } from '../../../src/planning/line-text.ts';
import { openAccount, openBucket } from '../../support/demo.ts';
import { analytics, comment, file, inventory, post } from './samples.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * Makes sixty posts, of which those with `glaze` did twice as well; clips of two series; a question asked three times.
 */
function documents(): PlanningDocuments {
  const media = Array.from({ length: 60 }, (_, index) => {
    const hasTag = index % 3 === 0;
    // A spread that does not repeat with the tag.
    const noise = 1 + ((index * 7) % 11) / 20;
    return post({
      id: String(17_900_000 + index),
      caption: `Piece ${String(index)}? #studio${hasTag ? ' #glaze' : ''}`,
      hashtags: hasTag ? ['studio', 'glaze'] : ['studio'],
      timestamp: `2026-${String(9 + Math.floor(index / 28)).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}T1${String(index % 10)}:00:00Z`,
      insights: { views: 1_200, reach: 1_000, total_interactions: Math.round((hasTag ? 90 : 40) * noise) },
      comments:
        index < 3 ? [comment({ id: `9${String(index)}`, username: 'viewer', text: 'How long does it take?' })] : [],
    });
  });
  const clips = Array.from({ length: 12 }, (_, index) => file(`video/tu${String(index).padStart(2, '0')}.mp4`));
  return { analytics: analytics(media), inventory: inventory(clips) };
}

describe('buildPlanningBrief', () => {
  it('keeps the meaning of every line when labels of the sentences change', () => {
    const before = buildPlanningBrief(documents(), { maxTokens: 6_000 }).text;
    expect(before).toContain('Hashtag <<glaze>> went together with posts');
    expect(before).toContain('Question about duration (3 under 3 posts)');
    const { trait, question } = LINE_WRITERS;
    vi.spyOn(LINE_WRITERS, 'trait').mockImplementation((...args) =>
      trait(...args).replace('Hashtag', 'Tag of the post'),
    );
    vi.spyOn(LINE_WRITERS, 'question').mockImplementation((...args) =>
      question(...args).replace('Question about', 'They ask on'),
    );
    const after = buildPlanningBrief(documents(), { maxTokens: 6_000 }).text;
    expect(after).toContain('Tag of the post <<glaze>> went together with posts');
    // Nothing but the two labels has changed: no line was read back from its text.
    expect(after.replaceAll('Tag of the post', 'Hashtag').replaceAll('They ask on', 'Question about')).toBe(before);
  });

  it('holds on the demo, at 2,000 tokens, what a strategist asks first', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const demo = { analytics: await instagram.collect(), inventory: await gcs.generateInventory() };
    const { text, estimated_tokens: estimated } = buildPlanningBrief(demo, { maxTokens: 2_000 });
    for (const part of ['- Best: ', '- Weakest: ', '- Latest: ', 'views 3467 (7.45 x 465.5)'])
      expect(text).toContain(part);
    expect(text).toMatch(/views 3467, 7\.45 times the median/);
    expect(text).toMatch(/engagement rate 5\.2 %, 7\.54 times the median/);
    expect(text).toMatch(/- S\d: Posting: .* a week/);
    expect(text).toMatch(/Never tried \(UTC\): /);
    expect(text).toMatch(/- Series <<[a-z_]+>>: \d+ unused/);
    expect(text).toMatch(/- A1: Question, answered: <</);
    expect(text.match(/^- X\d: Try /gm)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toMatch(/\d+ used once, about which nothing can be said/);
    expect(estimated).toBeGreaterThanOrEqual(0.7 * 2_000);
    expect(countTokens(text)).toBeLessThanOrEqual(2_000);
  });

  it('says no line twice', async () => {
    const [{ instagram }, { gcs }] = [await openAccount(), await openBucket()];
    const demo = { analytics: await instagram.collect(), inventory: await gcs.generateInventory() };
    const lines = buildPlanningBrief(demo, { maxTokens: 10_000 })
      .text.split('\n')
      .filter((line) => line !== '');
    expect(lines).toEqual([...new Set(lines)]);
  });

  it.each([1_000, 2_000, 6_000])('uses 70 %% of %i tokens while there is something to say', (maxTokens) => {
    const { estimated_tokens: used, truncated } = buildPlanningBrief(documents(), { maxTokens });
    if (truncated) expect(used).toBeGreaterThanOrEqual(0.7 * maxTokens);
    expect(used).toBeLessThanOrEqual(maxTokens);
  });

  it('shows the notes of the studio unfenced beside what they explain', () => {
    const notes = { TU: 'small tumbler, 2 to 3 s' };
    const { text } = buildPlanningBrief({ ...documents(), notes }, { maxTokens: 3_000 });
    expect(text).toContain('- TU: small tumbler, 2 to 3 s');
    expect(text).toMatch(/- Series <<tu>>: 12 unused.* Note: small tumbler, 2 to 3 s/);
  });

  it('names for all it leaves out a tool that has it', async () => {
    const issues = [
      {
        source: 'instagram',
        scope: 'x',
        id: null,
        kind: 'network',
        code: 'graph:1',
        message: 'Lost one.',
        remedy: null,
        retryable: true,
      },
    ] as const;
    const base = documents();
    const given = {
      analytics: { ...(base.analytics ?? analytics([])), issues: [...issues] },
      inventory: base.inventory,
    };
    const { context } = analyzeDocuments(given);
    const ids = (lines: readonly PlanningLine[]): string[] => lines.map(({ id }) => `"id":"${id}"`);
    /** What the whole of each section can be told by, in the results of its tool. */
    const marks: Record<string, string[]> = {
      posts: (given.analytics.recent_media ?? []).map(({ id }) => id),
      state: ids(context.state),
      findings: ids(context.findings),
      timing: ids(context.timing),
      hooks_and_length: ids(context.hooks_and_length),
      formats: ids(context.formats),
      audience: ids(context.audience),
      hashtags: ['<<glaze>>', '<<studio>>'],
      footage: context.footage.series.map(({ series }) => `<<${series}>>`),
      unused_clips: context.footage.clips.map(({ name }) => name),
      experiments: ids(context.experiments),
      issues: ['Lost one.'],
    };
    const tools = createAssistantTools({ documents: given });
    const { omitted } = buildPlanningBrief(given, { maxTokens: 800 });
    expect(omitted.map(({ section }) => section)).toEqual(expect.arrayContaining(['audience', 'footage']));
    for (const section of Object.keys(marks)) {
      const { tool } = describeSections(analyzeDocuments(given), {
        detail: 'full',
        focus: undefined,
        redactor: new Redactor(),
        maxTokens: 9_000,
      }).find(({ key }) => key === section) ?? { tool: '' };
      let cursor: string | null = null;
      let shown = '';
      do {
        const result: ToolResult = await runTool(tools, tool, { cursor });
        if (!result.ok) throw new Error(`${tool}: ${result.error.message}`);
        shown += JSON.stringify(result.data);
        cursor = result.next_cursor;
      } while (cursor !== null);
      expect(
        marks[section]?.filter((one) => !shown.includes(one)),
        section,
      ).toEqual([]);
    }
  });
});
