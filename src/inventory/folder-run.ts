/**
 * Follows names in order from folder to folder. Most lie in the folder of the one before, and that is told without
 * cutting the name.
 */
export class FolderRun {
  #prefix: string | null = null;

  /** Whether the name lies in another folder than the one before; the first one does. */
  entersFolder(name: string): boolean {
    const prefix = this.#prefix;
    if (prefix !== null && name.startsWith(prefix) && !name.includes('/', prefix.length)) return false;
    this.#prefix = name.slice(0, name.lastIndexOf('/') + 1);
    return true;
  }

  /** Forgets the folder: the next name enters its own. */
  leave(): void {
    this.#prefix = null;
  }
}
