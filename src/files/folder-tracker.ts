/**
 * Follows names from folder to folder. Most names of a listing lie in the folder of the one before, and that is decided
 * without cutting the name.
 */
export class FolderTracker {
  /** The folder's names lie from `#start` to before `#end`; none of them at first. */
  #start = '';
  #end: string | null = '';

  /** Where the last name's own part begins, behind its folder. */
  get fileStart(): number {
    return this.#start.length;
  }

  /** Whether the name lies in another folder than the one before; the first one does. */
  entersFolder(name: string): boolean {
    const isInside = name >= this.#start && (this.#end === null || name < this.#end);
    if (isInside && !name.includes('/', this.#start.length)) return false;
    const slash = name.lastIndexOf('/');
    const folder = name.slice(0, Math.max(slash, 0));
    // `0` follows the slash. Two comparisons with texts that were put together cost a third of one with a slice.
    this.#start = slash === -1 ? '' : `${folder}/`;
    this.#end = slash === -1 ? null : `${folder}0`;
    return true;
  }
}
