import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder below `temp` that only this user can enter, for credentials and intermediate files.
 * `onCreated` learns the folder's path before anything is written into it, so that the post step can remove it
 * even if the action is killed.
 */
export class PrivateFiles {
  readonly #temp: string;
  readonly #onCreated: (folder: string) => void;
  #folder: Promise<string> | undefined;

  constructor(temp: string, onCreated: (folder: string) => void = () => {}) {
    this.#temp = temp;
    this.#onCreated = onCreated;
  }

  async write(name: string, content: string): Promise<string> {
    const path = join(await this.folder(), name);
    await writeFile(path, content, { mode: 0o600 });
    // The mode above is ignored when the file is already there.
    await chmod(path, 0o600);
    return path;
  }

  async scratch(name: string): Promise<string> {
    const path = join(await this.folder(), name);
    await mkdir(path, { mode: 0o700, recursive: true });
    return path;
  }

  async remove(): Promise<void> {
    // One that could not be made is told by whoever wanted it.
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** Removes a folder that an earlier process made; an empty path is none. */
  static async removeFolder(folder: string): Promise<void> {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  }

  private async folder(): Promise<string> {
    this.#folder ??= mkdir(this.#temp, { recursive: true })
      .then(() => mkdtemp(join(this.#temp, 'slipway-')))
      .then((folder) => {
        this.#onCreated(folder);
        return folder;
      });
    return this.#folder;
  }
}
