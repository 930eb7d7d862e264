import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** Limit for an installation, ms. */
const LIMIT = 240_000;

/**
 * Installs a package that is too large, or used too rarely, to be a dependency of this repository: once per machine, in the
 * folder for temporary files, and without its scripts.
 *
 * @param version an exact version
 * @returns the folder of the package
 */
export async function installPackage(name: string, version: string): Promise<string> {
  const project = join(tmpdir(), 'org-keyring-packages', `${name.replace('/', '+')}@${version}`);
  if (!existsSync(project)) {
    await mkdir(dirname(project), { recursive: true });
    // Renamed when it is complete: another process may install the same package, or this one may be killed.
    const unfinished = await mkdtemp(`${project}-`);
    await writeFile(join(unfinished, 'package.json'), '{"private":true}');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await execute('npm', ['install', '--save-exact', ...flags, `${name}@${version}`], {
      cwd: unfinished,
      timeout: LIMIT,
    }).catch((error: Error) => {
      throw new Error(`This test needs the package ${name}@${version}: ${error.message}`);
    });
    await rename(unfinished, project).catch((error: unknown) => {
      if (!existsSync(project)) throw error;
      return rm(unfinished, { recursive: true });
    });
  }
  return join(project, 'node_modules', name);
}
