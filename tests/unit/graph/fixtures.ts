import { readFileSync } from 'node:fs';

/** A recorded answer of the platform, as the reference files hold it. */
export interface Fixture {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Reads one of the shared answers by its name. */
export function fixture(name: string): Fixture {
  const url = new URL(`../../fixtures/graph-responses/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Fixture;
}

/** Gives the message of a recorded error, as Graph words it. */
export function fixtureMessage(name: string): string {
  return (fixture(name).body as { error: { message: string } }).error.message;
}
