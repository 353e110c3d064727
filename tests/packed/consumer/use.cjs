const { collect, useEntries } = require('./checks.cjs');

const main = require('insight-inventory');
const metrics = require('insight-inventory/metrics');
const files = require('insight-inventory/files');
const assistant = require('insight-inventory/assistant');
const report = require('insight-inventory/report');
const testing = require('insight-inventory/testing');

const names = ['instagram-analytics', 'gcs-inventory', 'collection-summary', 'planning-context'];
const schemas = Object.fromEntries(names.map((name) => [name, require(`insight-inventory/schemas/${name}.json`)]));
const entries = useEntries({ main, metrics, files, assistant, report, testing, schemas });
collect({ main, report, testing }, process.argv[2]).then((collected) => {
  console.log(JSON.stringify({ entries, ...collected }));
});
