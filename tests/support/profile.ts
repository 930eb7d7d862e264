import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { launchOptions } from './chromium.ts';

/** A browser profile on disk, for what must outlive the browser. */
export class Profile {
  readonly #directory: string;
  readonly #baseURL: string;
  #browser: BrowserContext | undefined;

  private constructor(directory: string, baseURL: string) {
    this.#directory = directory;
    this.#baseURL = baseURL;
  }

  static async create(baseURL: string): Promise<Profile> {
    return new Profile(await mkdtemp(join(tmpdir(), 'keyring-profile-')), baseURL);
  }

  /** Starts a browser with this profile; one that still runs is closed first, as by a user. */
  async startBrowser(): Promise<BrowserContext> {
    await this.#browser?.close();
    this.#browser = await chromium.launchPersistentContext(this.#directory, {
      ...launchOptions(),
      baseURL: this.#baseURL,
      // What an installed app leaves in the system goes into the profile, and with it.
      env: { ...environment(), HOME: this.#directory, XDG_DATA_HOME: join(this.#directory, 'data') },
    });
    return this.#browser;
  }

  async remove(): Promise<void> {
    await this.#browser?.close();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function environment(): Record<string, string> {
  const set = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(set);
}
