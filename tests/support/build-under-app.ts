import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The second configuration of the reference app: under `/app/`, with `/app/o/:organization/*` and ids in URLs. */
export const PATHS_UNDER_APP = {
  scope: '/app/',
  organization: '/app/o/:organization/*',
  organizationKey: 'id',
} as const;

const KEYRING_PATHS = JSON.stringify(PATHS_UNDER_APP);
const run = promisify(execFile);

/** A build of the reference app with {@link PATHS_UNDER_APP}. */
export class BuildUnderApp {
  /** What a server of this build needs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.environment = { KEYRING_PATHS, OUT_DIR: directory };
  }

  static async create(): Promise<BuildUnderApp> {
    const directory = await mkdtemp(join(tmpdir(), 'keyring-under-app-'));
    const vite = [
      'node_modules/vite/bin/vite.js',
      'build',
      '--logLevel',
      'warn',
      '--emptyOutDir',
      '--outDir',
    ];
    const env = { ...process.env, KEYRING_PATHS };
    await run(process.execPath, [...vite, directory], { env, timeout: 120_000 });
    return new BuildUnderApp(directory);
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}
