import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  type BigQuerySimulator,
  startBigQuerySimulator,
} from '../../../../src/testing/bigquery/start-bigquery-simulator.ts';

let simulator: BigQuerySimulator;
beforeAll(async () => {
  const rows = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => ({ bucket: 'clips', name, size: 5, metadata: [] }));
  simulator = await startBigQuerySimulator({
    tables: { 'insights.objects': rows },
    accessToken: 'token',
    location: 'EU',
  });
});
afterAll(() => simulator.close());

const project = (): string => `/bigquery/v2/projects/${simulator.project}`;

async function ask(path: string, body?: unknown, token = 'token'): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${simulator.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

const names = 'SELECT name FROM `simulated-project.insights.objects` ORDER BY name';
const query = { query: names, useLegacySql: false };
const withParameter = {
  ...query,
  query: 'SELECT name FROM `simulated-project.insights.objects` WHERE name > ? ORDER BY name',
};
const parameter = (type: string, value: string): object => ({
  ...{ parameterMode: 'POSITIONAL', queryParameters: [{ parameterType: { type }, parameterValue: { value } }] },
});

it.each<[string, unknown, number, string]>([
  ['no JSON', '{', 400, 'parseError'],
  ['no statement', {}, 400, 'parseError'],
  ['legacy SQL', { query: names }, 400, 'invalidQuery'],
  ['another place', { ...query, location: 'US' }, 404, 'notFound'],
  ['a parameter that is not given', withParameter, 400, 'invalidQuery'],
  ['none of the parameters', { ...withParameter, parameterMode: 'POSITIONAL' }, 400, 'invalidQuery'],
  ['a parameter of another type', { ...withParameter, ...parameter('DATE', '2026-01-01') }, 400, 'invalidQuery'],
  ['a number that is none', { ...withParameter, ...parameter('INT64', 'x') }, 400, 'invalidQuery'],
  ['no such table', { ...query, query: 'SELECT name FROM `simulated-project.insights.none`' }, 404, 'notFound'],
  ['too many bytes', { ...query, maximumBytesBilled: '10' }, 400, 'bytesBilledLimitExceeded'],
])('refuses %s', async (_, body, status, reason) => {
  const [answered, { error }] = await ask(`${project()}/queries`, body);
  expect([answered, error]).toMatchObject([status, { errors: [{ reason }] }]);
});

it('answers page by page, and tells the job', async () => {
  const [, first] = await ask(`${project()}/queries`, { ...query, maxResults: 2, requestId: 'one' });
  expect(first).toMatchObject({ totalRows: '3', jobComplete: true, rows: [{}, {}] });
  const { jobId } = first['jobReference'] as { jobId: string };
  const job = `${project()}/queries/${jobId}?location=EU`;
  const [, second] = await ask(`${job}&pageToken=${String(first['pageToken'])}`);
  expect(second).toMatchObject({ rows: [{ f: [{ v: 'c.mp4' }] }] });
  expect((await ask(`${job}&pageToken=eA`))[0]).toBe(400);
  expect((await ask(`${project()}/queries/${jobId}`))[0]).toBe(404);
  expect((await ask(`${project()}/jobs/${jobId}?location=EU`))[1]).toMatchObject({ status: { state: 'DONE' } });
  // The same request again is the same job.
  const runs = simulator.jobsRun;
  await ask(`${project()}/queries`, { ...query, requestId: 'one' });
  expect(simulator.jobsRun).toBe(runs);
});

it('answers texts as they are written and numbers of every size', async () => {
  const sql = String.raw`SELECT r'a\nb' AS raw, 'a\nb' AS escaped, 1 AS small, CAST(2 AS INT64) AS large`;
  const [status, { rows, jobReference }] = await ask(`${project()}/queries`, { query: sql, useLegacySql: false });
  expect([status, rows]).toEqual([200, [{ f: [{ v: String.raw`a\nb` }, { v: 'a\nb' }, { v: '1' }, { v: '2' }] }]]);
  // Without an id every request is a job of its own.
  const [, again] = await ask(`${project()}/queries`, { query: sql, useLegacySql: false });
  expect(again['jobReference']).not.toEqual(jobReference);
});

it.each([
  ['no such address', '/bigquery/v2/projects', 'token', 404],
  ['the list of jobs', '/bigquery/v2/projects/simulated-project/jobs', 'token', 404],
  ['another token', '/bigquery/v2/projects/simulated-project/jobs/1', 'other', 401],
  ['another project', '/bigquery/v2/projects/other/jobs/1', 'token', 403],
])('does not answer %s', async (_, path, token, status) => {
  expect((await ask(path, undefined, token))[0]).toBe(status);
});
