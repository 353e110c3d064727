import { describe, expect, it } from 'vitest';

import { buildPlanningBrief, type PlanningDocuments } from '../../../src/assistant/index.ts';
import type { LedgerEntry, MediaRecord, PlanningLine, Snapshot } from '../../../src/index.ts';
import { planVideoContext } from '../../../src/index.ts';
import { analytics, file, inventory, post } from '../assistant/samples.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const SERIES = ['tu', 'sv', 'bw'] as const;
const FEW = ['no_finding', 'no_slot'];

/** Makes a generator of numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function noise(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/**
 * Makes sixty posts of three series in turn at random, of which `lifted` does `ratio` times as well; each made from a
 * clip.
 */
function studio(seed: number, lifted: string | null, ratio: number): { media: MediaRecord[]; ledger: LedgerEntry[] } {
  const next = random(seed);
  const ledger: LedgerEntry[] = [];
  const media = Array.from({ length: 60 }, (_, index) => {
    const id = String(17_900_000 + index);
    const series = SERIES[Math.floor(next() * SERIES.length)] ?? 'tu';
    const name = `video/${series}${String(index).padStart(3, '0')}.mp4`;
    ledger.push({ media_id: id, files: [name], published_at: null });
    const reach = Math.round(900 * Math.exp(0.4 * noise(next)));
    const rate = 0.04 * Math.exp(0.5 * noise(next)) * (series === lifted ? ratio : 1);
    return post({
      id,
      caption: 'A piece.',
      timestamp: new Date(NOW - (index + 3 + next()) * 26 * HOUR_MS).toISOString().replace(/\.\d+/, ''),
      insights: { reach, views: Math.round(reach * 1.3), total_interactions: Math.max(1, Math.round(reach * rate)) },
    });
  });
  return { media, ledger };
}

/** Makes the clips of the ledger, and `spare` unused ones of each of some series. */
function bucket(ledger: readonly LedgerEntry[], spare: readonly string[]): PlanningDocuments['inventory'] {
  const used = ledger.flatMap(({ files }) => files.map((name) => file(name)));
  const unused = spare.flatMap((series) => [900, 901].map((number) => file(`video/${series}${String(number)}.mp4`)));
  return inventory([...used, ...unused]);
}

const kinds = (lines: readonly PlanningLine[]): string[] => lines.map(({ kind }) => kind);

describe('what is planted', () => {
  it('a series that does better is a finding of the brief', () => {
    const { media, ledger } = studio(3, 'sv', 2.2);
    const documents = { analytics: analytics(media), inventory: bucket(ledger, SERIES), ledger };
    const line = planVideoContext(documents).findings.find(({ subject }) => subject.includes('sv'));
    expect(line).toMatchObject({ kind: 'trait', figures: { trait: 'series', verdict: 'helps' } });
    expect(buildPlanningBrief(documents, { maxTokens: 2_000 }).text).toMatch(
      /F\d: Series <<sv>> went together with posts \d+ % above/,
    );
  });

  it('a good series without a clip left is a gap of the brief', () => {
    const { media, ledger } = studio(3, 'sv', 2.2);
    const documents = { analytics: analytics(media), inventory: bucket(ledger, ['tu', 'bw']), ledger };
    expect(planVideoContext(documents).footage.lines).toContainEqual(
      expect.objectContaining({ kind: 'content_gap', subject: ['sv'] }),
    );
    expect(buildPlanningBrief(documents, { maxTokens: 3_000 }).text).toMatch(
      /<<sv>>: its \d+ posts had .* no unused clip/,
    );
  });

  it('a post that starts fast is compared with the usual at its age', () => {
    const { media } = studio(5, null, 1);
    const latest = post({
      id: '17999999',
      timestamp: new Date(NOW - 6 * HOUR_MS).toISOString().replace(/\.\d+/, ''),
      maturing: true,
      insights: { reach: 1_600, views: 2_100, total_interactions: 60 },
    });
    // Each earlier post was read at 6 hours, when it had about 1,000 views.
    const history = media.slice(0, 12).map((one): Snapshot => {
      const taken = new Date(Date.parse(one.timestamp) + 6 * HOUR_MS).toISOString().replace(/\.\d+/, '');
      const young = post({ ...one, insights: { reach: 800, views: 1_000, total_interactions: 30 }, maturing: true });
      const document = analytics([young]);
      return {
        taken_at: taken,
        analytics: { ...document, export_info: { ...document.export_info, exported_at: taken } },
      };
    });
    const documents = { analytics: analytics([latest, ...media]), inventory: inventory([]), history };
    const line = planVideoContext(documents).state.find(({ kind }) => kind === 'velocity');
    expect(line).toMatchObject({
      figures: { measure: 'views', age_hours: 6, typical: 1_000 },
      estimate: { value: 2.1 },
    });
    expect(buildPlanningBrief(documents, { maxTokens: 2_000 }).text).toContain('2.1 times the usual views at 6 h');
  });
});

describe('pure noise', () => {
  it('makes no finding, no gap and no trend, but for one account in ten at most', () => {
    const claimed = Array.from({ length: 20 }, (_, seed) => {
      const { media, ledger } = studio(100 + seed, null, 1);
      const context = planVideoContext({
        analytics: analytics(media),
        inventory: bucket(ledger, ['tu', 'bw']),
        ledger,
      });
      const found = [...context.findings, ...context.timing].filter(({ kind }) => kind === 'trait');
      const trends = context.state.filter(
        ({ kind, estimate }) => kind === 'trend' && estimate?.verdict !== 'no_evidence',
      );
      const gaps = context.footage.lines.filter(({ kind }) => kind === 'content_gap' || kind === 'never_posted');
      if (found.length === 0)
        expect(kinds([...context.findings, ...context.timing])).toEqual(expect.arrayContaining(FEW));
      return found.length + trends.length + gaps.length > 0;
    });
    expect(claimed.filter(Boolean).length).toBeLessThanOrEqual(2);
  });
});
