import { toTable } from './encode-document.ts';
import type { BriefItem } from './brief-lines.ts';
import type { CountTokens } from './estimate-tokens.ts';
import { FENCE_NOTE } from './untrusted.ts';

/** How a brief is written: prose and lists, one JSON object, or JSON with lists as tables. */
export type BriefEncoding = 'markdown' | 'json' | 'columnar';

/** A part of a brief: its entries by relevance, and how the rest is had. */
export interface BriefSection {
  readonly key: string;
  readonly title: string;
  readonly items: readonly BriefItem[];
  /** Entries there are, where not all of them are written out. @default those of `items` */
  readonly total?: number | undefined;
  /** Entries that are in every brief. */
  readonly least: number;
  /** Entries at most. */
  readonly most: number;
  /** Entries it gets before the next section is asked. */
  readonly share: number;
  /** The tool that gives the rest. */
  readonly tool: string;
}

/** How many entries of a section were left out, and what gives them. */
export interface Omission {
  section: string;
  count: number;
  how_to_get: string;
}

export interface BriefHead {
  readonly account: string;
  readonly data: string;
}

export interface FittedBrief {
  readonly text: string;
  readonly tokens: number;
  readonly omitted: Omission[];
}

/**
 * As many entries as fit: first what must be there, then rounds over the sections in their order, each taking its share.
 * Costs are counted entry by entry and the whole once more; entries of the last sections go while it is too long.
 */
export function fitBrief(
  head: BriefHead,
  sections: readonly BriefSection[],
  budget: { readonly maxTokens: number; readonly encoding: BriefEncoding; readonly count: CountTokens },
): FittedBrief {
  const { maxTokens, encoding, count } = budget;
  const kept = sections.map(({ least, items }) => Math.min(least, items.length));
  const write = (): string => render(head, sections, kept, encoding);
  // What a title, the list of what was left out and JSON's own signs take is counted with the text, not by entry.
  let spent = count(write()) + sections.length * 12;
  const closed = sections.map(() => false);
  while (closed.includes(false)) {
    sections.forEach((section, place) => {
      for (let taken = 0; taken < section.share && closed[place] === false; taken += 1) {
        const item = section.items[kept[place] ?? 0];
        const cost = item === undefined ? 0 : count(`${entry(item, encoding)}\n`) + 3;
        const isFull = item === undefined || (kept[place] ?? 0) >= section.most;
        if (isFull || spent + cost > maxTokens) closed[place] = true;
        else {
          kept[place] = (kept[place] ?? 0) + 1;
          spent += cost;
        }
      }
    });
  }
  let text = write();
  let tokens = count(text);
  while (tokens > maxTokens && dropOne(sections, kept)) {
    text = write();
    tokens = count(text);
  }
  return { text, tokens, omitted: omissions(sections, kept) };
}

function dropOne(sections: readonly BriefSection[], kept: number[]): boolean {
  for (let place = sections.length - 1; place >= 0; place -= 1) {
    const now = kept[place] ?? 0;
    if (now <= (sections[place]?.least ?? 0)) continue;
    kept[place] = now - 1;
    return true;
  }
  return false;
}

function omissions(sections: readonly BriefSection[], kept: readonly number[]): Omission[] {
  return sections.flatMap(({ key, items, tool, total = items.length }, place) => {
    const left = total - (kept[place] ?? 0);
    return left === 0 ? [] : [{ section: key, count: left, how_to_get: tool }];
  });
}

function entry({ line, row }: BriefItem, encoding: BriefEncoding): string {
  if (encoding === 'markdown') return `- ${line}`;
  return JSON.stringify(row === undefined ? line : encoding === 'json' ? row : Object.values(row));
}

function render(
  head: BriefHead,
  sections: readonly BriefSection[],
  kept: readonly number[],
  encoding: BriefEncoding,
): string {
  const shown = sections.map((section, place) => ({ ...section, items: section.items.slice(0, kept[place]) }));
  const omitted = omissions(sections, kept);
  const filled = shown.filter(({ items }) => items.length > 0);
  if (encoding === 'markdown') {
    const blocks = filled.map(({ title, items }) =>
      [`## ${title}`, ...items.map((item) => entry(item, encoding))].join('\n'),
    );
    const last =
      omitted.length === 0 ? [] : [`Left out: ${describeOmissions(omitted)}. A larger maxTokens or detail shows more.`];
    return [[head.account, head.data, FENCE_NOTE].join('\n'), ...blocks, ...last].join('\n\n');
  }
  return JSON.stringify({
    note: FENCE_NOTE,
    account: head.account,
    data: head.data,
    ...Object.fromEntries(filled.map(({ key, items }) => [key, encodeItems(items, encoding)])),
    ...(omitted.length === 0 ? {} : { omitted: describeOmissions(omitted) }),
  });
}

/** In few tokens, since it is in every brief: sections by the tool that gives the rest of them. */
function describeOmissions(omitted: readonly Omission[]): string {
  const byTool = new Map<string, string[]>();
  for (const { section, count, how_to_get: tool } of omitted) {
    byTool.set(tool, [...(byTool.get(tool) ?? []), `${section} ${String(count)}`]);
  }
  return [...byTool].map(([tool, sections]) => `${sections.join(', ')} (${tool})`).join('; ');
}

function encodeItems(items: readonly BriefItem[], encoding: BriefEncoding): unknown {
  const rows = items.flatMap(({ row }) => (row === undefined ? [] : [row]));
  if (rows.length < items.length) return items.map(({ line }) => line);
  return encoding === 'columnar' ? toTable(rows) : rows;
}
