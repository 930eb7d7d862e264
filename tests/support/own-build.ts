import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the build that a test may replace by another one while it is served. */
export class OwnBuild {
  readonly directory: string;
  #version = 1;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<OwnBuild> {
    const directory = await mkdtemp(join(tmpdir(), 'keyring-build-'));
    await cp('dist', directory, { recursive: true });
    return new OwnBuild(directory);
  }

  /** Deploys another version: to a browser a worker script of other bytes is another worker. */
  async deployAnother(): Promise<void> {
    this.#version += 1;
    await appendFile(join(this.directory, 'sw.js'), `\nself.testVersion = ${this.#version};\n`);
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}
