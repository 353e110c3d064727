export default {
  logLevel: 'warn',
  build: {
    outDir: '.',
    emptyOutDir: false,
    lib: { entry: 'browser.mjs', formats: ['es'], fileName: () => 'out-browser.mjs' },
  },
};
