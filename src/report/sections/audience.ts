import { compareNames } from '../../base/order.ts';
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
  const known = BREAKDOWNS.flatMap(([breakdown, title]) => {
    const drawnOf = AUDIENCES.find(([name]) => record[name][breakdown] !== null);
    return drawnOf === undefined ? [] : [{ breakdown, title, drawnOf }];
  });
  return html`${
    known.length > 0 &&
    html`<p>
      Shares of the accounts the platform places in a group: followers, and accounts reached and engaged in its latest
      window. At most 45 groups of each.
    </p>`
  }
  ${known.map((part) => breakdownPart(record, part, most))}
  ${unknownParts(
    record,
    known.map(({ breakdown }) => breakdown),
  )}`;
}

/** Says once for all breakdowns, and all audiences, with the same reason why nothing is known of them. */
function unknownParts(record: AudienceRecord, known: readonly Breakdown[]): Html[] {
  const [first] = known;
  const parts = [
    ...BREAKDOWNS.filter(([key]) => !known.includes(key)).map(([key, title]) => ({ title, path: `followers.${key}` })),
    ...AUDIENCES.flatMap(([name, title]) =>
      first === undefined || hasGroups(record, name) ? [] : [{ title, path: `${name}.${first}` }],
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

interface KnownBreakdown {
  readonly breakdown: Breakdown;
  readonly title: string;
  /** The first audience it is known of. */
  readonly drawnOf: (typeof AUDIENCES)[number];
}

function breakdownPart(record: AudienceRecord, { breakdown, title, drawnOf }: KnownBreakdown, most: number): Html {
  const rows = rowsOf(record, breakdown);
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
  const followers = sharesOf(record.followers[breakdown]);
  const reached = sharesOf(record.reached[breakdown]);
  const engaged = sharesOf(record.engaged[breakdown]);
  const keys = [...new Set([...followers.keys(), ...reached.keys(), ...engaged.keys()])];
  const rows = keys.map((key) => ({
    key,
    name: wordsOf(key, breakdown),
    shares: {
      followers: followers.get(key) ?? null,
      reached: reached.get(key) ?? null,
      engaged: engaged.get(key) ?? null,
    },
  }));
  const sizeOf = ({ shares }: GroupRow): number => Number(shares.followers ?? shares.reached ?? shares.engaged);
  return rows.sort((a, b) => (breakdown === 'age' ? 0 : sizeOf(b) - sizeOf(a)) || compareNames(a.key, b.key));
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
