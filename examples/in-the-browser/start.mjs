// Collects the demo account and bucket from the simulators and shows the report: no credentials, no other host.
import { createServer } from 'node:http';

import { GCSInventoryManager, InstagramAnalyticsManager } from 'insight-inventory';
import { renderReport } from 'insight-inventory/report';
import { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } from 'insight-inventory/testing';

const { account, bucket, objects } = demoDataset();
const graph = await startGraphSimulator({ dataset: datasetFromExport(account) });
const storage = await startBucketSimulator({ bucket, objects });

const instagram = new InstagramAnalyticsManager({
  userId: graph.dataset.account.id,
  accessToken: graph.token,
  baseUrl: graph.url,
});
const gcs = new GCSInventoryManager({ bucket, apiEndpoint: storage.url });
const [analytics, inventory] = await Promise.all([instagram.collect(), gcs.generateInventory()]);
await Promise.all([graph.close(), storage.close()]);

const page = renderReport({ analytics, inventory });
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
});
server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`The report of ${analytics.recent_media.length} posts: http://localhost:${server.address().port}/`);
});
