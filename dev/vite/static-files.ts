import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ResolvedConfig } from 'vite';
import { createStaticFiles, type StaticFilesOptions } from '../../server/index.ts';

/** The static host of a build: without the worker, which the build has. */
export type StaticHostOptions = Omit<StaticFilesOptions, 'workerScript'>;

/**
 * Writes what replaces the server half into a finished build: the worker with its configuration, the page of a callback,
 * and the headers.
 *
 * @param file of the worker in the build
 */
export async function writeStaticFiles(
  options: StaticHostOptions,
  { config, file }: { readonly config: ResolvedConfig; readonly file: string },
): Promise<void> {
  const outDir = resolve(config.root, config.build.outDir);
  const workerScript = await readFile(join(outDir, file), 'utf8');
  const files = await createStaticFiles({ ...options, workerScript });
  for (const [path, text] of Object.entries(files)) {
    // The build is deployed at the base, so paths in it begin after the base.
    const inBuild = `/${path}`.startsWith(config.base) ? `/${path}`.slice(config.base.length) : path;
    const target = join(outDir, inBuild);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, (await ownRules(config, path)) + text);
  }
}

/** The app's own `_headers` or `_redirects`, which the build has copied to the same place. The first redirect that matches counts. */
async function ownRules({ publicDir }: ResolvedConfig, path: string): Promise<string> {
  const file = join(publicDir, path);
  if (publicDir === '' || !RULES.includes(path) || !existsSync(file)) return '';
  return `${(await readFile(file, 'utf8')).trimEnd()}\n\n`;
}

const RULES = ['_headers', '_redirects'];
