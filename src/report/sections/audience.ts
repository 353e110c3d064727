import type { AudienceBreakdowns, AudienceGroup, AudienceRecord } from '../../documents/account.ts';
import { groupBy } from '../../metrics/post.ts';
import { drawBars } from '../charts/drawing.ts';
import { countOf, formatNumber, formatPercent, missing, reasonOf, shown } from '../format.ts';
import { type Html, html, outside } from '../html.ts';
import type { ReportData, Section } from '../report-data.ts';
import { type Column, figure, table } from '../table.ts';

type Breakdown = Exclude<keyof AudienceBreakdowns, 'timeframe'>;
type Audience = 'followers' | 'reached' | 'engaged';

const BREAKDOWNS: readonly (readonly [breakdown: Breakdown, title: string])[] = [
  ['age', 'Age'],
  ['gender', 'Gender'],
  ['country', 'Country'],
  ['city', 'City'],
];
const AUDIENCES: readonly (readonly [audience: Audience, title: string])[] = [
  ['followers', 'Followers'],
  ['reached', 'Reached'],
  ['engaged', 'Engaged'],
];
const MAX_BARS = 10;
const GENDERS: Readonly<Record<string, string>> = { F: 'women', M: 'men', U: 'not stated' };

/** Shows who follows, was reached and engaged, and when followers are online. */
export function audience({ analytics, onlineFollowers, maxRows, timezone }: ReportData): Section | null {
  const record = analytics?.audience;
  if (record === undefined && onlineFollowers === null) return null;
  return {
    id: 'audience',
    title: 'Audience',
    body: html`${record !== undefined && demographics(record, maxRows)}
    ${onlineFollowers === null ? record !== undefined && noHours(record) : onlineHours(onlineFollowers, timezone)}`,
  };
}

function demographics(record: AudienceRecord, most: number): Html {
  const isKnown = ([breakdown]: (typeof BREAKDOWNS)[number]): boolean =>
    AUDIENCES.some(([name]) => record[name][breakdown] !== null);
  const known = BREAKDOWNS.filter(isKnown);
  return html`${
    known.length > 0 &&
    html`<p>
      Shares of the accounts the platform places in a group: followers, and accounts reached and engaged in its latest
      window. At most 45 groups of each.
    </p>`
  }
  ${known.map(([breakdown, title]) => breakdownPart(record, breakdown, title, most))} ${unknownParts(record, known)}`;
}

/** Says once for all breakdowns, and all audiences, with the same reason why nothing is known of them. */
function unknownParts(record: AudienceRecord, known: typeof BREAKDOWNS): Html[] {
  const [first] = known;
  const parts = [
    ...BREAKDOWNS.filter((part) => !known.includes(part)).map(([key, title]) => ({ title, path: `followers.${key}` })),
    ...AUDIENCES.flatMap(([name, title]) =>
      first === undefined || hasGroups(record, name) ? [] : [{ title, path: `${name}.${first[0]}` }],
    ),
  ];
  const byReason = groupBy(parts, ({ path }) => [reasonOf(record.unavailable, path)]);
  return [...byReason].map(
    ([reason, same]) => html`<p>${same.map(({ title }) => title).join(', ')}: ${missing(reason)}.</p>`,
  );
}

function hasGroups(record: AudienceRecord, name: Audience): boolean {
  return BREAKDOWNS.some(([breakdown]) => record[name][breakdown] !== null);
}

interface GroupRow {
  readonly name: string;
  /** Percent of the accounts in all groups; `null` where the list is not known or does not hold the group. */
  readonly shares: Readonly<Record<Audience, number | null>>;
}

function breakdownPart(record: AudienceRecord, breakdown: Breakdown, title: string, most: number): Html {
  const rows = rowsOf(record, breakdown);
  const drawnOf = AUDIENCES.find(([name]) => record[name][breakdown] !== null);
  if (drawnOf === undefined) throw new TypeError(`Nothing is known of ${breakdown}.`);
  const [name, audienceTitle] = drawnOf;
  const bars = rows
    .slice(0, MAX_BARS)
    .flatMap(({ name: label, shares }) =>
      shares[name] === null ? [] : [{ label, value: shares[name], note: formatPercent(shares[name]) }],
    );
  const list = table<GroupRow>({
    caption: `${title}, share of accounts`,
    columns: [
      { title, cell: (row) => outside(row.name) },
      ...AUDIENCES.filter(([key]) => hasGroups(record, key)).map(([key, heading]): Column<GroupRow> => ({
        title: heading,
        numeric: true,
        cell: ({ shares }) =>
          shown(
            shares[key],
            formatPercent,
            record[key][breakdown] === null
              ? reasonOf(record.unavailable, `${key}.${breakdown}`)
              : 'not among the groups given',
          ),
      })),
    ],
    rows,
    most,
    noun: 'groups',
  });
  // One bar is compared to nothing.
  if (bars.length < 2)
    return html`<h3>${title}</h3>
      ${list}`;
  return html`<h3>${title}</h3>
    ${figure({
      label: `${audienceTitle} by ${title.toLowerCase()}, ${countOf(bars.length, 'group')}`,
      draw: (size, label) => drawBars(size, label, bars),
      caption: `${audienceTitle}. ${rows.length > bars.length ? `The ${formatNumber(bars.length)} largest of ${countOf(rows.length, 'group')}.` : ''}`,
      table: list,
    })}`;
}

function rowsOf(record: AudienceRecord, breakdown: Breakdown): GroupRow[] {
  const sharesOf = (groups: AudienceGroup[] | null): Map<string, number> => {
    const total = (groups ?? []).reduce((sum, { accounts }) => sum + accounts, 0);
    return new Map((groups ?? []).map(({ key, accounts }) => [key, total === 0 ? 0 : (accounts / total) * 100]));
  };
  const known = new Map(AUDIENCES.map(([name]) => [name, sharesOf(record[name][breakdown])]));
  const keys = [...new Set(AUDIENCES.flatMap(([name]) => [...(known.get(name) ?? new Map<string, number>()).keys()]))];
  const rows = keys.map((key) => ({
    key,
    name: wordsOf(key, breakdown),
    shares: {
      followers: known.get('followers')?.get(key) ?? null,
      reached: known.get('reached')?.get(key) ?? null,
      engaged: known.get('engaged')?.get(key) ?? null,
    },
  }));
  const sizeOf = ({ shares }: GroupRow): number => shares.followers ?? shares.reached ?? shares.engaged ?? 0;
  return rows.sort((a, b) =>
    breakdown === 'age' ? (a.key < b.key ? -1 : 1) : sizeOf(b) - sizeOf(a) || (a.key < b.key ? -1 : 1),
  );
}

const COUNTRY_CODE = /^[A-Z]{2}$/;

function wordsOf(key: string, breakdown: Breakdown): string {
  if (breakdown === 'gender') return GENDERS[key] ?? key;
  if (breakdown !== 'country' || !COUNTRY_CODE.test(key)) return key;
  return new Intl.DisplayNames('en', { type: 'region' }).of(key) ?? key;
}

function noHours({ unavailable }: AudienceRecord): Html | null {
  if (unavailable['online_followers'] === undefined) return null;
  return html`<p>Followers online by hour: ${missing(reasonOf(unavailable, 'online_followers'))}.</p>`;
}

function onlineHours(online: Readonly<Record<string, number>>, timezone: string): Html | null {
  const hours = Object.entries(online)
    .map(([hour, followers]) => ({ hour: Number(hour), followers }))
    .sort((a, b) => a.hour - b.hour);
  if (hours.length === 0) return null;
  const nameOf = (hour: number): string => `${String(hour)}–${String(hour + 1)}`;
  return html`<h3>Followers online by hour</h3>
    ${figure({
      label: `Followers online in each of ${countOf(hours.length, 'hour')}`,
      draw: (size, label) =>
        drawBars(
          size,
          label,
          hours.map(({ hour, followers }) => ({
            label: nameOf(hour),
            value: followers,
            note: formatNumber(followers),
          })),
        ),
      caption: `Hours as Instagram counts them, read as those of ${timezone}: it does not say of which zone they are. When followers are there, not when posts do well.`,
      table: table<(typeof hours)[number]>({
        caption: 'Followers online by hour',
        columns: [
          { title: 'Hour', cell: ({ hour }) => nameOf(hour) },
          { title: 'Followers', numeric: true, cell: ({ followers }) => formatNumber(followers) },
        ],
        rows: hours,
        most: hours.length,
        noun: 'hours',
      }),
    })}`;
}
