import type { PlannedField } from '../fields/plan-fields.ts';
import type { Params } from '../world.ts';

/** A list in an answer. */
export interface EdgeBody {
  readonly data: readonly unknown[];
  readonly paging?: Readonly<Record<string, unknown>>;
}

/** What an edge is asked with, from a query or from the modifiers of a field. */
export interface EdgeQuery {
  readonly params: Params;
  readonly plan: readonly PlannedField[];
  /** `fields` as text, for links. */
  readonly fields: string;
}
