import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import type { JsonObject } from './json.ts';

/** A file with JSON that is written completely or not at all. It is readable for its owner alone. */
export class StateFile {
  readonly #path: string;
  #written = '';
  #writing = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /**
   * @returns the JSON; empty if there is no file
   * @throws KeyringConfigurationError if it is another file, such as one of options, which the next write would replace; or the file
   *   system's error
   */
  read(): string {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    }
    if (text === '' || text.startsWith('{"version":')) return text;
    throw new KeyringConfigurationError({
      setting: 'stateFile',
      value: this.#path,
      problem: 'it is another file',
      remedy: 'Write the path of a file.',
    });
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
