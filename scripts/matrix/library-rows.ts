import type { MatrixRow, Project, RowResult } from './rows.ts';

const PLATFORM = `${process.platform}-${process.arch}`;
/** The newest majors of some libraries need Node 22; it also runs TypeScript as it is. */
const NODE = `node-${PLATFORM}@24`;

async function versionOf(project: Project, name: string): Promise<string> {
  const manifest = project.in('node_modules', name, 'package.json');
  const printed = await project.run(process.execPath, ['-p', `require(${JSON.stringify(manifest)}).version`]);
  return printed.trim();
}

/** Runs the last line of a program, which checks what it does. */
async function runProgram(project: Project, program: string): Promise<Omit<RowResult, 'version'>> {
  const binary = project.in('node_modules', `node-${PLATFORM}`, 'bin/node');
  try {
    const printed = await project.run(binary, [program]);
    return { result: printed.trim().split('\n').at(-1) ?? '', passed: true };
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n');
    return { result: lines.find((line) => line.includes('Error')) ?? lines.at(-1) ?? '', passed: false };
  }
}

/** Makes tools in the form of a vendor: its declarations take them, by two compilers, and its client calls one. */
function vendor(name: string, major: number): MatrixRow {
  const program = `${name}.mts`;
  return {
    group: 'Vendor packages',
    name: `${name} ${String(major)}`,
    async run(project) {
      await project.npmInstall(
        ...[project.tarball, NODE, `${name}@${String(major)}`, '@types/node@24'],
        ...['typescript@~6.0', 'typescript7@npm:typescript@~7.0'],
      );
      const version = await versionOf(project, name);
      // Declarations of the vendor may need what only a browser has.
      const options = ['--strict', '--noEmit', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
      for (const compiler of ['typescript', 'typescript7']) {
        const tsc = [project.in('node_modules', compiler, 'bin/tsc'), ...options, '--skipLibCheck'];
        const printed = await project.tryRun(process.execPath, [...tsc, '--allowImportingTsExtensions', program]);
        const error = printed.split('\n').find((line) => line.includes('error TS'));
        if (error !== undefined) return { version, result: `${compiler}: ${error}`, passed: false };
      }
      return { version, ...(await runProgram(project, program)) };
    },
  };
}

/** Gives the command of the package, served to a client over both transports. */
function client(name: string, major: number, program: string): MatrixRow {
  return {
    group: 'MCP clients',
    name: `${name} ${String(major)}`,
    async run(project) {
      await project.npmInstall(project.tarball, NODE, `${name}@${String(major)}`);
      return { version: await versionOf(project, name), ...(await runProgram(project, program)) };
    },
  };
}

export const LIBRARY_ROWS: readonly MatrixRow[] = [
  vendor('ai', 6),
  vendor('ai', 7),
  vendor('openai', 6),
  vendor('openai', 7),
  client('@modelcontextprotocol/sdk', 1, 'mcp-first.mjs'),
  client('@modelcontextprotocol/client', 2, 'mcp-second.mjs'),
  client('@ai-sdk/mcp', 1, 'mcp-vercel.mjs'),
  client('@ai-sdk/mcp', 2, 'mcp-vercel.mjs'),
];
