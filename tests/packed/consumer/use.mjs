import * as assistant from 'insight-inventory/assistant';
import * as files from 'insight-inventory/files';
import * as main from 'insight-inventory';
import * as metrics from 'insight-inventory/metrics';
import * as report from 'insight-inventory/report';
import analytics from 'insight-inventory/schemas/instagram-analytics.json' with { type: 'json' };
import summary from 'insight-inventory/schemas/collection-summary.json' with { type: 'json' };
import inventory from 'insight-inventory/schemas/gcs-inventory.json' with { type: 'json' };
import planning from 'insight-inventory/schemas/planning-context.json' with { type: 'json' };
import * as testing from 'insight-inventory/testing';

import { collect, useEntries } from './checks.cjs';

const schemas = {
  'instagram-analytics': analytics,
  'gcs-inventory': inventory,
  'collection-summary': summary,
  'planning-context': planning,
};
const entries = useEntries({ main, metrics, files, assistant, report, testing, schemas });
const collected = await collect({ main, report, testing }, process.argv[2]);
console.log(JSON.stringify({ entries, ...collected }));
