/** What can be wrong with a plan; open, more may follow. */
export const PLAN_PROBLEM_CODES = [
  'invalid_plan',
  'unknown_file',
  'wrong_kind',
  'unknown_length',
  'too_short',
  'wrong_orientation',
  'already_published',
  'in_another_plan',
  'unknown_evidence',
  'unsupported_claim',
  'too_many_hashtags',
  'caption_too_long',
  'too_similar',
] as const;

/** One thing that is wrong with a plan, as a model can act on it. */
export interface PlanProblem {
  /** One of `PLAN_PROBLEM_CODES`; open. */
  code: (typeof PLAN_PROBLEM_CODES)[number] | (string & {});
  /** JSON pointer into the plan: `/scenes/2/file`. */
  path: string;
  message: string;
  remedy: string;
  /** The value that would be right, where one is near. */
  suggestion: string | null;
}

/** Takes a problem as it is found. */
export type ReportProblem = (
  problem: Omit<PlanProblem, 'suggestion'> & { readonly suggestion?: string | null },
) => void;
