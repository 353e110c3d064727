export default {
  mode: 'production',
  target: 'web',
  performance: false,
  entry: './browser.mjs',
  experiments: { outputModule: true },
  output: { path: import.meta.dirname, filename: 'out-browser.mjs', library: { type: 'module' } },
};
