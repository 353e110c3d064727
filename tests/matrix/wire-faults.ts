import type { EditFault } from '../../src/testing/shared/fault.ts';
import { fails, HARMLESS, recovers, type MatrixFault } from './fault-case.ts';

/** What happens to a connection, or to a body on its way: the same on every platform. */
export const WIRE_FAULTS: readonly MatrixFault[] = [
  { name: 'HTML 502', action: { kind: 'html' }, ...recovers('transient') },
  { name: 'HTML 504', action: { kind: 'html', status: 504 }, ...recovers('transient') },
  { name: 'HTML with 200', action: { kind: 'html', status: 200 }, ...recovers('invalid_response') },
  { name: '429 without a body', action: { kind: 'status', status: 429, body: '' }, ...recovers('rate_limit') },
  { name: '500 without a body', action: { kind: 'status', status: 500, body: '' }, ...recovers('transient') },
  { name: '503 without a body', action: { kind: 'status', status: 503, body: '' }, ...recovers('transient') },
  { name: 'reset', action: { kind: 'reset' }, ...recovers('network') },
  { name: 'reset in mid-body', action: { kind: 'reset', when: 'mid_body' }, ...recovers('network') },
  { name: 'cut against its length', action: { kind: 'truncated' }, ...recovers('network') },
  { name: 'cut in its chunks', action: { kind: 'truncated', how: 'chunked' }, ...recovers('network') },
  {
    name: 'cut to a matching length',
    action: { kind: 'truncated', how: 'matching_length' },
    ...recovers('invalid_response'),
  },
  { name: 'malformed JSON', action: { kind: 'malformed_json' }, ...recovers('invalid_response') },
  { name: 'empty 200', action: { kind: 'empty' }, ...recovers('invalid_response') },
  { name: 'no answer', action: { kind: 'hang' }, timeoutMs: 150, ...recovers('timeout') },
  {
    name: 'half an answer, then nothing',
    action: { kind: 'hang', when: 'mid_body' },
    timeoutMs: 150,
    ...recovers('timeout'),
  },
  { name: 'slow drip', action: { kind: 'drip', chunkBytes: 512, intervalMs: 1 }, ...HARMLESS },
  { name: 'redirect 302', action: { kind: 'redirect' }, ...fails('invalid_response') },
  { name: 'redirect 307', action: { kind: 'redirect', status: 307 }, ...fails('invalid_response') },
  { name: 'gzip bomb', action: { kind: 'oversized' }, ...fails('invalid_response') },
  { name: 'endless body', action: { kind: 'oversized', how: 'endless' }, ...fails('invalid_response') },
];

/** Names of bodies of a wrong form. */
export const ODD_BODIES = ['a text for a body', 'a number for a body', 'null for a body', 'a list for a body'] as const;

const ODD_BODY: Readonly<Record<(typeof ODD_BODIES)[number], unknown>> = {
  'a text for a body': 'ok',
  'a number for a body': 42,
  'null for a body': null,
  'a list for a body': [[]],
};

/** Lists bodies of a wrong form, and bodies with more in them than is known. */
export function bodyFaults(odd: Pick<MatrixFault, 'once' | 'always'>): MatrixFault[] {
  return [
    ...ODD_BODIES.map((name) => ({ name, action: edited(() => ODD_BODY[name]), ...odd })),
    { name: 'keys nobody knows', action: edited(withMoreKeys), ...HARMLESS },
    { name: 'a __proto__ key', action: edited(withProto), ...HARMLESS },
  ];
}

function edited(edit: (json: unknown) => unknown): EditFault {
  return { kind: 'edit', edit };
}

function withMoreKeys(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withMoreKeys);
  if (typeof json !== 'object' || json === null) return json;
  const copy = Object.entries(json).map(([key, value]) => [key, withMoreKeys(value)] as const);
  return Object.fromEntries([...copy, ['x_new_field', { deep: [1, null] }]]);
}

function withProto(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries([['__proto__', { polluted: true }], ...Object.entries(json)]);
}

const ODD_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a wait of 10^300 seconds': { 'retry-after': '1e300' },
  'a wait until the year 275761': { 'retry-after': 'Fri, 01 Jan 275761 00:00:00 GMT' },
  'a negative wait': { 'retry-after': '-5' },
  'another content type': { 'content-type': 'text/plain' },
  'a date of 1970': { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
};

/** Headers that no honest server sends beside a right answer. */
export const HEADER_FAULTS: readonly MatrixFault[] = Object.entries(ODD_HEADERS).map(([name, headers]) => ({
  name,
  action: { kind: 'headers', headers },
  ...HARMLESS,
}));
