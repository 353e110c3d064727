import type { Plugin } from 'esbuild';

/**
 * Leaves the map projections of d3 out of the bundle: 25 KB that the charting library refers to and no chart of the report
 * draws. A drawing without a projection calls none of them; while loading, the library makes one that nothing uses.
 */
export function leaveOutGeo(geo = 'd3-geo'): Plugin {
  return {
    name: 'leave-out-geo',
    setup(build) {
      build.onResolve({ filter: /^d3-geo$/ }, () => ({ path: geo, namespace: 'geo', sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: 'geo' }, async () => {
        const names = Object.keys((await import(geo)) as object);
        const exports = names.map((name) => `none as ${name}`).join(', ');
        return { contents: `const none = () => undefined;\nexport { ${exports} };` };
      });
    },
  };
}
