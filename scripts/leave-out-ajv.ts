import type { Plugin } from 'esbuild';

const SHIMS = '@modelcontextprotocol/server/_shims';

/**
 * Leaves the JSON Schema validator of the MCP server library out of the bundle: 290 KB that check answers to questions a
 * server asks its client, and ours asks none. The tools check their own input.
 */
export function leaveOutAjv(): Plugin {
  return {
    name: 'leave-out-ajv',
    setup(build) {
      build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({
        path: SHIMS,
        namespace: 'shims',
      }));
      build.onLoad({ filter: /.*/, namespace: 'shims' }, () => ({
        contents: [
          "export { default as process } from 'node:process';",
          'export class DefaultJsonSchemaValidator {',
          "  getValidator() { throw new Error('This server asks its client nothing.'); }",
          '}',
        ].join('\n'),
      }));
    },
  };
}
