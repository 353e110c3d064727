import type { Mutant } from './try-mutants.ts';

/** Mutants that tests do not notice, and why that is so; found by the text of their line, wherever it is. */
export interface KnownSurvivors {
  readonly file: string;
  /** The line, without its indent. */
  readonly source: string;
  /** As {@link changeOf} writes them. */
  readonly changes: readonly string[];
  readonly reason: string;
}

/** Writes what a mutant changes, in one line: `a < b => a <= b`. */
export function changeOf({ original, replacement }: Pick<Mutant, 'original' | 'replacement'>): string {
  return `${original} => ${replacement}`.replaceAll(/\s+/g, ' ');
}

/** Finds why a mutant survives; `null` of one that nobody has looked at. */
export function reasonOf(mutant: Pick<Mutant, 'file' | 'source' | 'original' | 'replacement'>): string | null {
  const change = changeOf(mutant);
  const known = SURVIVORS.find(
    ({ file, source, changes }) => file === mutant.file && source === mutant.source && changes.includes(change),
  );
  return known?.reason ?? null;
}

/** Why no test can or does notice. */
const WHY = {
  TYPES: 'The types ask for the guard: no input leads to its other side.',
  DEFAULT: 'A default of what is always there, or is not looked at where it is not.',
  LONG_WAY: 'A shortcut: the long way gives the same and takes time alone.',
  BORDER: 'Both sides of the limit do the same at it, or no computed number meets it to the last digit.',
  BEHIND: 'One step too far: behind the end there is nothing, which is skipped or adds nothing.',
  AGAIN: 'It is decided once more further on, with the same outcome.',
  ORDER: 'It is in that order already, or what is equal in this order is equal in all that is read.',
  WORD: 'A word between two parts of the library that no other word is compared with.',
  NOT_SEEN: 'What it leaves is cleared up later by itself, and cannot be seen from outside.',
  GAP: 'A gap: the tests have no such case yet.',
} as const;

/** Those of the samples that were looked at, one by one. */
export const SURVIVORS: readonly KnownSurvivors[] = [
  {
    file: 'src/graph/error-table.ts',
    source: 'when: ({ code, status }) => code !== null && status >= 500,',
    changes: ['code !== null => true'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/graph/error-table.ts',
    source: 'when: ({ status }) => status >= 300 && status < 400,',
    changes: ['status >= 300 && status < 400 => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/graph/error-table.ts',
    source: 'if (subcodes !== undefined && (subcode === null || !subcodes.includes(subcode))) return false;',
    changes: ['subcode === null => false'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/graph/graph-error.ts',
    source:
      "return { ...nothing, shape: 'none', message: `Graph answered with HTTP ${String(status)} and no error body` };",
    changes: ['\'none\' => ""'],
    reason: WHY.WORD,
  },
  {
    file: 'src/graph/graph-error.ts',
    source: "return isGraphApiError(error) && error.kind === 'auth' && error.graphCode === 190;",
    changes: ["error.kind === 'auth' => true"],
    reason: 'Every error of code 190 is one of authorisation.',
  },
  {
    file: 'src/graph/graph-error.ts',
    source: 'if (!isGraphApiError(error) || error.graphCode === null) return false;',
    changes: ['error.graphCode === null => false'],
    reason: 'No condition is one of errors without a code.',
  },
  {
    file: 'src/storage/storage-error.ts',
    source: "const where = path === null ? '' : ` (${path})`;",
    changes: ['\'\' => "Stryker was here!"'],
    reason: 'It is matched with patterns that neither text has, or only added to the words of a message.',
  },
  {
    file: 'src/storage/storage-error.ts',
    source: String.raw`const reference = /vpcServiceControlsUniqueIdentifier:? *([\w-]+)/.exec(detail ?? '')?.[1];`,
    changes: ['\'\' => "Stryker was here!"'],
    reason: 'It is matched with patterns that neither text has, or only added to the words of a message.',
  },
  {
    file: 'src/storage/storage-error.ts',
    source: String.raw`const permission = /\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?= (?:access|denied|permission)|')/.exec(detail ?? '')?.[0];`,
    changes: ['\'\' => "Stryker was here!"'],
    reason: 'It is matched with patterns that neither text has, or only added to the words of a message.',
  },
  {
    file: 'src/storage/storage-failure.ts',
    source:
      "const text = `${error.message} ${typeof description === 'string' ? description : ''} ${textCode(error) ?? ''}`;",
    changes: ['\'\' => "Stryker was here!"'],
    reason: 'It is matched with patterns that neither text has, or only added to the words of a message.',
  },
  {
    file: 'src/assistant/untrusted.ts',
    source: 'const ids = new Set(from.userIds ?? []);',
    changes: ['[] => ["Stryker was here"]'],
    reason: 'One more id or name, which nobody has.',
  },
  {
    file: 'src/assistant/untrusted.ts',
    source: 'const names = new Set((from.usernames ?? []).map(asciiLower));',
    changes: ['[] => ["Stryker was here"]'],
    reason: 'One more id or name, which nobody has.',
  },
  {
    file: 'src/assistant/untrusted.ts',
    source:
      'const isAllowed = (from_id !== null && ids.has(from_id)) || (username !== null && names.has(asciiLower(username)));',
    changes: ['from_id !== null => true'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/assistant/untrusted.ts',
    source: 'const newestFirst = found.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? 1 : -1));',
    changes: ['a.time < b.time => a.time <= b.time'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/files/categorize-file.ts',
    source: 'return DECISIVE_SHORT_EXTENSIONS.get(packed(name, dot + 1));',
    changes: ['dot + 1 => dot - 1'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/files/categorize-file.ts',
    source: 'if (rules === null || rules === undefined) return null;',
    changes: ['rules === null => false'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/files/categorize-file.ts',
    source: 'const family = CATEGORY_BY_FAMILY.get(slash === -1 ? bareType : bareType.slice(0, slash));',
    changes: ['slash === -1 => false'],
    reason: 'Without a slash the last letter is cut off, and no family is named so.',
  },
  {
    file: 'src/files/describe-file.ts',
    source: "const mayHaveDotSegment = name.startsWith('.') || name.includes('/.');",
    changes: ['\'.\' => ""'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/files/diff-inventories.ts',
    source:
      'if (known === undefined || compareGenerations(file.generation, known.generation) > 0) records.set(file.name, file);',
    changes: [
      'compareGenerations(file.generation, known.generation) > 0 => compareGenerations(file.generation, known.generation) >= 0',
    ],
    reason: 'Two rows of one generation are one object.',
  },
  {
    file: 'src/files/diff-inventories.ts',
    source: 'if (queue === undefined || match === undefined) continue;',
    changes: ['match === undefined => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/files/find-duplicates.ts',
    source: 'const size = sorted[0]?.size_bytes ?? 0;',
    changes: ['sorted[0]?.size_bytes => sorted[0].size_bytes'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/files/find-duplicates.ts',
    source: 'const crc = file.md5_hash === null ? crcKeyOf(file) : null;',
    changes: ['file.md5_hash === null => true'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/files/glob.ts',
    source: 'if (expanded === null) return null;',
    changes: ['expanded === null => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/glob.ts',
    source: 'for (let at = open; at < pattern.length; at += 1) {',
    changes: ['at < pattern.length => at <= pattern.length'],
    reason: WHY.BEHIND,
  },
  {
    file: 'src/files/glob.ts',
    source: "const isSegment = (start === 0 || pattern[start - 1] === '/') && pattern[end] === '/';",
    changes: ["start === 0 || pattern[start - 1] === '/' => true"],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/glob.ts',
    source: "return compareNames(from, '/') > 0 || compareNames('/', to) > 0",
    changes: ['\'/\' => ""'],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/series.ts',
    source: "const { year = '', month = '', day = '', gap, hour, second, part = '' } = match.groups ?? {};",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/files/series.ts',
    source: 'if (gap === undefined && !isOneRun) return null;',
    changes: ['gap === undefined && !isOneRun => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/query.ts',
    source:
      "if (CONTEXT_TEXT.test(key) && (typeof wanted === 'boolean' || CONTEXT_TEXT.test(wanted))) return [key, wanted];",
    changes: ['\'boolean\' => ""'],
    reason: 'A flag as a text, `true` or `false`, is one that passes.',
  },
  {
    file: 'src/files/series.ts',
    source: "if (series === '') continue;",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/series.ts',
    source: 'number: number !== null && Number.isSafeInteger(number) ? number : null,',
    changes: ['number !== null => true'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/files/series.ts',
    source: 'while (end > start && SEPARATORS.includes(text.charAt(end - 1))) end -= 1;',
    changes: ['end > start => end >= start'],
    reason: WHY.BEHIND,
  },
  {
    file: 'src/files/summarize-files.ts',
    source: 'if (this.#newest === null || compareNewest(file, this.#newest) < 0) this.#newest = momentOf(file);',
    changes: ['compareNewest(file, this.#newest) < 0 => compareNewest(file, this.#newest) <= 0'],
    reason: WHY.ORDER,
  },
  {
    file: 'src/files/summarize-files.ts',
    source: 'if (this.#oldest === null || compareOldest(file, this.#oldest) < 0) this.#oldest = momentOf(file);',
    changes: ['compareOldest(file, this.#oldest) < 0 => compareOldest(file, this.#oldest) <= 0'],
    reason: WHY.ORDER,
  },
  {
    file: 'src/files/top-files.ts',
    source: 'if (above === undefined || this.#compare(above, item) >= 0) break;',
    changes: ['this.#compare(above, item) >= 0 => this.#compare(above, item) > 0'],
    reason: WHY.ORDER,
  },
  {
    file: 'src/files/top-files.ts',
    source: 'const child = rightItem !== undefined && this.#compare(rightItem, leftItem) > 0 ? right : left;',
    changes: ['this.#compare(rightItem, leftItem) > 0 => this.#compare(rightItem, leftItem) >= 0'],
    reason: WHY.ORDER,
  },
  {
    file: 'src/runtime/history/ledger-store.ts',
    source: "checkInput('createFileLedgerStore', 'path', file, path);",
    changes: ['\'path\' => ""'],
    reason: 'No test looks at the name of the argument in the message.',
  },
  {
    file: 'src/inventory/listing/name-range.ts',
    source: 'return names.slice(0, MAX_CUT_POINTS);',
    changes: ['names.slice(0, MAX_CUT_POINTS) => names'],
    reason: 'There are at most 512 parts of equal size; the limit is for what is stored.',
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'if (found === -1 || found > high || beyond.from === null) continue;',
    changes: ['beyond.from === null => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'const from = place === undefined ? null : afterPrefix(prefixThrough(last, place));',
    changes: ['place === undefined => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'return [...new Set([sibling, ...found])].sort(compareNames);',
    changes: ['[...new Set([sibling, ...found])].sort(compareNames) => [...new Set([sibling, ...found])]'],
    reason: WHY.ORDER,
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'if (count >= texts.length) return [...texts];',
    changes: ['count >= texts.length => false', 'count >= texts.length => count > texts.length'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/inventory/listing/parallel-listing.ts',
    source: "this.#signal.addEventListener('abort', onAbort, { once: true });",
    changes: ['{ once: true } => {}'],
    reason: WHY.NOT_SEEN,
  },
  {
    file: 'src/inventory/listing/parallel-listing.ts',
    source: 'for (const [first] of this.#pages) if (first !== undefined) least = smallerBound(least, first.name);',
    changes: ['first !== undefined => true'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/metrics/captions.ts',
    source: "Array.from(segmenter.segment('かな'));",
    changes: ['\'かな\' => ""'],
    reason: 'A text is segmented once to see that the runtime can; which one does not matter.',
  },
  {
    file: 'src/metrics/captions.ts',
    source: 'while (words < SUBSTANTIVE_WORDS && end < text.length) {',
    changes: ['words < SUBSTANTIVE_WORDS => words >= SUBSTANTIVE_WORDS'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/engagement-model.ts',
    source: "return names.map(({ kind, value }) => `${kind}:${value}`).join(' ');",
    changes: ['\' \' => ""'],
    reason: WHY.WORD,
  },
  {
    file: 'src/metrics/captions.ts',
    source: 'if (index === 0 || text.charCodeAt(index - 1) < 0x30) return false;',
    changes: ['index === 0 || text.charCodeAt(index - 1) < 0x30 => false'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/metrics/trends.ts',
    source: 'if (time === null || posts.length < MIN_FORECAST_POSTS) return tooFew(posts.length, labels);',
    changes: ['time === null || posts.length < MIN_FORECAST_POSTS => false'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/metrics/trends.ts',
    source:
      'media_details: duration_seconds === null && orientation === null ? null : { duration_seconds, orientation },',
    changes: ['duration_seconds === null && orientation === null => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/model-contrasts.ts',
    source: 'variance: variance + average((effect) => (effect.estimate - estimate) ** 2),',
    changes: [
      'variance + average((effect) => (effect.estimate - estimate) ** 2) => variance - average(effect => (effect.estimate - estimate) ** 2)',
      'effect.estimate - estimate => effect.estimate + estimate',
    ],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/model-design.ts',
    source: "if (key !== '') sharedTests.set(key, names);",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.WORD,
  },
  {
    file: 'src/metrics/model-fit.ts',
    source: 'candidates',
    changes: ['candidates => candidates.slice(0, most)'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/metrics/model-fit.ts',
    source: '.filter(({ score }) => score - best >= Math.log(MIN_SHARE))',
    changes: ['score - best >= Math.log(MIN_SHARE) => score - best > Math.log(MIN_SHARE)'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/metrics/estimates.ts',
    source: 'return { share, mean: kept * estimate, variance: kept * variance };',
    changes: ['kept * variance => kept / variance'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/model-solve.ts',
    source: 'for (let start = 0; start < rows.length; start += stride) {',
    changes: ['start < rows.length => start <= rows.length'],
    reason: WHY.BEHIND,
  },
  {
    file: 'src/metrics/model-solve.ts',
    source: 'const variance = Math.max(squares, 1e-12) / HUBER_VARIANCE_SHARE / degreesOfFreedom;',
    changes: ['Math.max(squares, 1e-12) / HUBER_VARIANCE_SHARE => Math.max(squares, 1e-12) * HUBER_VARIANCE_SHARE'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/model-timing.ts',
    source: 'if (fit === null || n === 0 || n === posts.length || !known || posts.length < MIN_SLOT_MODEL_POSTS) {',
    changes: ['n === posts.length => false'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/metrics/model-trends.ts',
    source: "const types = [...new Set(posts.map(({ post }) => post.media_product_type ?? 'UNKNOWN'))].sort();",
    changes: ['\'UNKNOWN\' => ""'],
    reason: WHY.WORD,
  },
  {
    file: 'src/metrics/post-history.ts',
    source: 'grown.flatMap(({ ages }) => ages[index]?.share_of_total ?? []),',
    changes: ['ages[index]?.share_of_total => ages[index].share_of_total'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/metrics/ranks.ts',
    source: 'return [post.id, value === undefined ? null : (ranks.get(typeOf(post))?.get(value) ?? null)];',
    changes: ['ranks.get(typeOf(post))?.get => ranks.get(typeOf(post)).get'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/metrics/summary.ts',
    source: 'if (own.total !== null && !lacking) return { total: own.total, sources: {} };',
    changes: ['own.total !== null => true'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/trends.ts',
    source: 'if (first === undefined || last === undefined) return [];',
    changes: ['last === undefined => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/audience.ts',
    source: '.sort((a, b) => b.length - a.length || likesOf(b) - likesOf(a))',
    changes: ['likesOf(b) - likesOf(a) => likesOf(b) + likesOf(a)'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/evidence.ts',
    source: "if (better >= BETTER_RATIO) shows.add('better');",
    changes: ['better >= BETTER_RATIO => better > BETTER_RATIO'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/planning/evidence.ts',
    source: "if (better <= WORSE_RATIO) shows.add('worse');",
    changes: ['better <= WORSE_RATIO => better < WORSE_RATIO'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/planning/findings.ts',
    source: 'return middle === null ? null : roundTo(middle, 2);',
    changes: ['middle === null => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/footage-candidates.ts',
    source: 'const seconds = clips[itemAt(order, place)]?.seconds ?? null;',
    changes: ['clips[itemAt(order, place)]?.seconds => clips[itemAt(order, place)].seconds'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/footage-candidates.ts',
    source: 'const rest: number[] = WHOLE_SCALES.map(() => 0);',
    changes: ['() => 0 => () => undefined'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/footage-pairs.ts',
    source: 'counts.slice(0, wholes + 1).map((count) => count * probed),',
    changes: ['counts.slice(0, wholes + 1) => counts'],
    reason: WHY.BEHIND,
  },
  {
    file: 'src/planning/line-writer.ts',
    source: 'const ends = estimate?.interval;',
    changes: ['estimate?.interval => estimate.interval'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/match-footage.ts',
    source:
      'if (other === undefined || confidence > (verdicts.get(other)?.confidence ?? 0)) published.set(piece, name);',
    changes: [
      'confidence > (verdicts.get(other)?.confidence ?? 0) => confidence >= (verdicts.get(other)?.confidence ?? 0)',
    ],
    reason: WHY.BORDER,
  },
  {
    file: 'src/planning/match-footage.ts',
    source: 'if (created === null || recorded === null) return created ?? recorded;',
    changes: ['created === null => false'],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/planning/match-footage.ts',
    source: "return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : null;",
    changes: ["typeof seconds === 'number' => true"],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/planning/posts.ts',
    source: 'const made = sortAscending(grown.flatMap((post) => values.get(figure)?.get(post) ?? []));',
    changes: ['values.get(figure)?.get => values.get(figure).get'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/findings.ts',
    source:
      "const found = lines.filter(({ estimate }) => estimate?.verdict === 'rising' || estimate?.verdict === 'falling');",
    changes: ['estimate?.verdict => estimate.verdict'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/findings.ts',
    source:
      'if (latest === undefined || asOf === null || now == null || published == null || history.length === 0) return [];',
    changes: ['latest === undefined || asOf === null || now == null => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/graph/usage.ts',
    source: 'const isKnown = accountId !== null && isAccountId(accountId);',
    changes: ['accountId !== null => true'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/graph/usage.ts',
    source: 'return readFigures(value === null ? null : parseGraphJson(value));',
    changes: ['value === null => false'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/graph/usage.ts',
    source:
      'const isOwnLimit = (code: number | null): boolean => code === 32 || (code !== null && code >= 80_000 && code <= 80_014);',
    changes: ['code !== null => true'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/runtime/throttle-gate.ts',
    source: "#source: WaitSource = 'estimate';",
    changes: ['\'estimate\' => ""'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/planning/findings.ts',
    source:
      'if (latest === undefined || asOf === null || now == null || published == null || history.length === 0) return [];',
    changes: [
      'latest === undefined || asOf === null || now == null => (latest === undefined || asOf === null) && now == null',
    ],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'else if (Array.isArray(value))',
    changes: ['Array.isArray(value) => false'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/planning/line-writer.ts',
    source: "const [weekday, daypart = '', count] = slot.split('/');",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/metrics/model-solve.ts',
    source: 'const days = times.map((time, index) => (index === 0 ? 0 : (time - itemAt(times, index - 1)) / DAY_MS));',
    changes: ['(time - itemAt(times, index - 1)) / DAY_MS => (time - itemAt(times, index - 1)) * DAY_MS'],
    reason: WHY.GAP,
  },
  {
    file: 'src/metrics/model-solve.ts',
    source: 'for (let column = 0; column < row; column += 1)',
    changes: ['column < row => column <= row'],
    reason: WHY.BEHIND,
  },
  {
    file: 'src/metrics/model-solve.ts',
    source: 'const shown = strength < SHOWS_FROM ? 0 : (strength - 1) / precision;',
    changes: ['strength < SHOWS_FROM => strength <= SHOWS_FROM'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/metrics/post-history.ts',
    source: 'if (areRising(readings)) return readings;',
    changes: ['areRising(readings) => false'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/metrics/post-traits.ts',
    source: 'if (lists.length <= MAX_JOINT_TAGS) return new Set(lists);',
    changes: ['lists.length <= MAX_JOINT_TAGS => lists.length < MAX_JOINT_TAGS'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/metrics/post-traits.ts',
    source: 'score: Math.abs(list.reduce((sum, index) => sum + itemAt(residuals, index), 0)) / Math.sqrt(list.length),',
    changes: ['sum + itemAt(residuals, index) => sum - itemAt(residuals, index)'],
    reason: WHY.GAP,
  },
  {
    file: 'src/inventory/listing/explore-range.ts',
    source: 'return position === undefined || gap === null ? null : { position, sibling: gap.to, horizon, gap };',
    changes: ['position === undefined => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/inventory/listing/loop-pace.ts',
    source: 'if (window > 0) this.#decide({ inFlight: mean, busy: active / window });',
    changes: ['window > 0 => window >= 0'],
    reason: WHY.GAP,
  },
  {
    file: 'src/inventory/listing/loop-pace.ts',
    source: 'return now.busy >= least || now.busy < LESS_TO_DO * before.busy;',
    changes: ['now.busy < LESS_TO_DO * before.busy => now.busy <= LESS_TO_DO * before.busy'],
    reason: WHY.BORDER,
  },
  {
    file: 'src/storage/storage-error.ts',
    source: "const text = `${failure.reason ?? ''} ${failure.detail ?? ''}`;",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.WORD,
  },
  {
    file: 'src/storage/storage-error.ts',
    source: 'explanation: reference === undefined ? cause.explanation : `${cause.explanation} (${reference})`,',
    changes: ['reference === undefined => false'],
    reason: WHY.GAP,
  },
  {
    file: 'src/storage/storage-failure.ts',
    source:
      "const text = `${error.message} ${typeof description === 'string' ? description : ''} ${textCode(error) ?? ''}`;",
    changes: ["typeof description === 'string' => true"],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/files/categorize-file.ts',
    source: 'const family = CATEGORY_BY_FAMILY.get(slash === -1 ? bareType : bareType.slice(0, slash));',
    changes: ['-1 => +1'],
    reason: WHY.GAP,
  },
  {
    file: 'src/files/describe-file.ts',
    source: 'return text === null || text === undefined ? null : normalizeTimestamp(text);',
    changes: [
      'text === null || text === undefined => false',
      'text === null || text === undefined => text === null && text === undefined',
      'text === null => false',
    ],
    reason: WHY.AGAIN,
  },
  {
    file: 'src/files/series.ts',
    source: 'if (hour === undefined || minute === undefined) return null;',
    changes: ['hour === undefined => false'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "const bucket = inventory?.inventory_info.bucket_name ?? '';",
    changes: ['\'\' => "Stryker was here!"'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'if (name !== null && names.has(name)) return { name, suggestion: null };',
    changes: ['name !== null => true'],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'if (!/^(?:gs|https?):\\/\\//i.test(reference)) return reference;',
    changes: [
      '/^(?:gs|https?):\\/\\//i => /(?:gs|https?):\\/\\//i',
      '/^(?:gs|https?):\\/\\//i => /^(?:gs|https):\\/\\//i',
    ],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'const [, bucket, name] = /^gs:\\/\\/([^/]+)\\/([^]+)$/i.exec(reference) ?? [];',
    changes: ['/^gs:\\/\\/([^/]+)\\/([^]+)$/i => /^gs:\\/\\/([^/]+)\\/([^]+)/i', '[] => ["Stryker was here"]'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'if (bucket !== undefined && name !== undefined) return { bucket, name };',
    changes: [
      'bucket !== undefined && name !== undefined => bucket !== undefined || name !== undefined',
      'bucket !== undefined => true',
    ],
    reason: WHY.TYPES,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "const [, host = '', path = ''] = /^https?:\\/\\/([^/?#]+)\\/([^?#]*)/i.exec(reference) ?? [];",
    changes: ['\'\' => "Stryker was here!"', '[] => ["Stryker was here"]'],
    reason: WHY.DEFAULT,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'if (Math.abs(other.length - base.length) > most) continue;',
    changes: ['Math.abs(other.length - base.length) > most => false'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "visit(typeof content === 'string' ? parseIfJson(content) : content, '', (text, path) => {",
    changes: ["typeof content === 'string' => true"],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'if (!/^\\s*[[{"]/.test(text)) return text;',
    changes: ['!/^\\s*[[{"]/.test(text) => false', '/^\\s*[[{"]/ => /\\s*[[{"]/'],
    reason: WHY.LONG_WAY,
  },
  {
    file: 'src/planning/ledger.ts',
    source: 'const whole = text.trim();',
    changes: ['text.trim() => text'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "return ' ';",
    changes: ['\' \' => ""'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "rest = rest.replaceAll(name, ' ');",
    changes: ['\' \' => ""'],
    reason: WHY.GAP,
  },
  {
    file: 'src/planning/ledger.ts',
    source: "const host = /^https?:\\/\\/([^/]+)/i.exec(address)?.[1]?.toLowerCase() ?? '';",
    changes: [
      '/^https?:\\/\\/([^/]+)/i.exec(address)?.[1]?.toLowerCase => /^https?:\\/\\/([^/]+)/i.exec(address)?.[1].toLowerCase',
      '/^https?:\\/\\/([^/]+)/i.exec(address)?.[1] => /^https?:\\/\\/([^/]+)/i.exec(address)[1]',
      '/^https?:\\/\\/([^/]+)/i => /https?:\\/\\/([^/]+)/i',
      '\'\' => "Stryker was here!"',
    ],
    reason: WHY.GAP,
  },
  {
    file: 'src/runtime/throttle-gate.ts',
    source: 'isShown: () => true,',
    changes: ['() => true => () => undefined', 'true => false'],
    reason: WHY.GAP,
  },
];
