import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createStaticFiles, type StaticFilesOptions } from '../../../server/index.ts';

/** A copy of the build with everything that a static host needs. */
export interface StaticBuild {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Copies the build of the reference app and adds what replaces the server half. */
export async function createStaticBuild(
  options: Omit<StaticFilesOptions, 'workerScript'>,
): Promise<StaticBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'keyring-static-'));
  await cp('dist', folder, { recursive: true });
  const workerScript = await readFile(join(folder, 'sw.js'), 'utf8');
  await writeFiles(folder, await createStaticFiles({ ...options, workerScript }));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes texts by their path in a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}
