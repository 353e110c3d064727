import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { FootageMatches, PlanningContext, PlanningLine } from '../documents/planning.ts';

/** Fewer posts say little about anything. */
const FEW_POSTS = 20;

export interface CautionInput {
  readonly analytics: InstagramAnalytics;
  readonly inventory: AnyInventory;
  readonly footage: FootageMatches;
  readonly source: PlanningContext['planning_info']['footage_source'];
  readonly hasLedger: boolean;
}

/** What the data cannot say, most important first. */
export function describeCautions(input: CautionInput): PlanningLine[] {
  const { analytics, inventory, footage, source } = input;
  const media = analytics.recent_media;
  const lines: PlanningLine[] = [];
  const add = (text: string, evidence: string[] = []): void => void lines.push({ text, evidence });
  if (media === null) add('The posts could not be read: nothing is known of what worked.');
  else if (media.length < FEW_POSTS) {
    add(`${String(media.length)} posts are few: differences between them are mostly chance.`);
  }
  const maturing = (media ?? []).filter((post) => post.maturing);
  if (maturing.length > 0) {
    add(
      `${String(maturing.length)} posts are younger than 48 hours; their figures still grow.`,
      maturing.map((post) => post.id),
    );
  }
  if (!input.hasLedger) add('No ledger says which clips were published: used and unused are guesses.');
  const clips = [...footage.unused, ...footage.uncertain];
  const unmeasured = clips.filter((clip) => clip.duration_seconds === null);
  if (unmeasured.length > 0) {
    add(
      `Length and orientation of ${String(unmeasured.length)} of ${String(clips.length)} clips are not known: probe them.`,
    );
  }
  if (source === 'highlights') add('The inventory holds no file rows: only its newest videos were looked at.');
  for (const { kind, message } of [...analytics.issues, ...inventory.issues]) add(`${kind}: ${message}`);
  return lines;
}
