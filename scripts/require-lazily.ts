import type { Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];

/**
 * Lets the CommonJS build load its lazy packages with `require()`: `import()` fails inside Jest and other runners that
 * have no module loader of their own. Every package that is loaded lazily has a CommonJS build.
 */
export function requireLazily(): Plugin {
  return {
    name: 'require-lazily',
    renderChunk(code) {
      const required = code.replace(
        /\bawait import\((["'][^"']+["'])\)/g,
        'await Promise.resolve().then(() => require($1))',
      );
      const left = /\bimport\((["'][^"']+["'])\)/.exec(required)?.[1];
      if (left !== undefined) throw new Error(`import(${left}) has no await before it, and is left in CommonJS.`);
      return { code: required };
    },
  };
}
