import { fileURLToPath } from 'node:url';

const pathOf = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Gives how an example is run on the library's source, without a build. */
export function exampleCommand(
  example: string,
  args: readonly string[] = [],
): { command: string; args: string[]; env: Record<string, string>; cwd: string } {
  return {
    command: process.execPath,
    args: ['--import', 'tsx', pathOf(`examples/${example}`), ...args],
    env: { PATH: process.env['PATH'] ?? '', TSX_TSCONFIG_PATH: pathOf('tests/support/tsconfig.source.json') },
    cwd: pathOf('.'),
  };
}
