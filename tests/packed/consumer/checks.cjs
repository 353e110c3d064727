// What a program does with the installed package, given the modules of either format. Prints one line of JSON.
const assert = require('node:assert/strict');
const { inspect } = require('node:util');

/** Every entry loads and does its work; errors of one format are one family. */
exports.useEntries = function useEntries({ main, metrics, files, assistant, report, testing, schemas }) {
  assert.deepEqual(main.extractHashtags('a bowl #Clay'), ['clay']);
  assert.equal(metrics.extractHashtags, main.extractHashtags);
  assert.equal(files.categorizeFile('a.mp4'), 'video');
  assert.ok(assistant.estimateTokens('a bowl') > 0);
  assert.throws(() => report.renderReport({}), main.isInsightInventoryError);
  assert.equal(typeof testing.startGraphSimulator, 'function');
  assert.throws(
    () => files.compileQuery({ minSizeMb: -1 }),
    (error) => error instanceof main.InsightInventoryError && main.isInsightInventoryError(error),
  );
  for (const [name, schema] of Object.entries(schemas)) {
    const version = name === 'planning-context' ? '3.0' : '2.0';
    assert.equal(schema.$id, `urn:insight-inventory:${name}:${version}`);
  }
  return Object.keys(schemas);
};

/** Both sources over HTTP, through the managers and through the collector. */
exports.collect = async function collect({ main, report, testing }, outputDir) {
  const data = testing.demoDataset();
  const graph = await testing.startGraphSimulator({ dataset: testing.datasetFromExport(data.account) });
  const bucket = await testing.startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  try {
    const instagram = new main.InstagramAnalyticsManager({
      userId: graph.dataset.account.id,
      accessToken: graph.token,
      baseUrl: graph.url,
    });
    const gcs = new main.GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url });
    const account = await instagram.getAccountInfo();
    const latest = await gcs.getLatestFiles({ limit: 3 });
    const summary = await new main.DataCollector({ instagram, gcs, outputDir }).collectAllData();
    const page = report.renderReport({ inventory: await gcs.generateInventory() });
    assert.match(page, /<svg /);
    return { username: account.username, latest: latest.length, summary };
  } finally {
    await Promise.all([graph.close(), bucket.close()]);
  }
};

/** Errors of one format, seen with the guards of the other. */
exports.meet = function meet(one, other) {
  const details = { kind: 'permission', code: 'graph:10', status: 403, graphCode: 10 };
  const error = new one.GraphApiError('Not allowed.', details);
  assert.ok(error instanceof one.GraphApiError && error instanceof one.InsightInventoryError);
  assert.ok(other.isGraphApiError(error) && other.isInsightInventoryError(error));
  assert.ok(!other.isStorageError(error));
  const shown = inspect(error);
  assert.match(shown, /GraphApiError: Not allowed\./);
  assert.match(shown, /graphCode: 10/);
  assert.deepEqual(error.toIssue(), new other.GraphApiError('Not allowed.', details).toIssue());
  assert.equal(inspect({ token: new one.Secret('t0p') }), '{ token: [secret] }');
};
