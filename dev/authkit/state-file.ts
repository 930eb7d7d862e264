import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JsonObject, parseJsonObject } from './json.ts';

/** A file with JSON that is written completely or not at all. It is readable for its owner alone. */
export class StateFile {
  readonly #path: string;
  #written = '';
  #writing = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** @returns `undefined` if there is no file. @throws {InvalidInput} if it has no JSON object, or the file system's error */
  read(): JsonObject | undefined {
    try {
      return parseJsonObject(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * Writes the state as it is when the earlier writes have finished. A state that has not changed is not written.
   *
   * @param state reads the state
   * @throws the file system's error
   */
  write(state: () => Promise<JsonObject>): Promise<void> {
    const writing = this.#writing.then(() => this.#write(state));
    // The next write must not fail because of this one.
    this.#writing = writing.catch(() => {});
    return writing;
  }

  async #write(state: () => Promise<JsonObject>): Promise<void> {
    const text = JSON.stringify(await state());
    if (text === this.#written) return;
    // A rename replaces the file at once, so a process that is killed leaves the old state or the new one.
    const temporary = `${this.#path}.${randomUUID()}`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, this.#path);
    this.#written = text;
  }
}
