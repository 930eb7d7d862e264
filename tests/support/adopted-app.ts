import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hono } from 'hono';
import type { BackEnd } from '../../dev/local-back-end.ts';

/** What `examples/plain/server.js` exports. */
interface AdoptedServer {
  createApp(host: BackEnd & { readonly outDir: string }): Hono;
}

/** An app in its own folder, with the package as `npm install` would put it there. */
export interface AdoptedApp {
  /** The app's origin, created with its back ends. */
  createApp(backEnd: BackEnd): Hono;
  remove(): void;
}

/** Packs org-keyring, installs it beside a copy of the example, checks the example's types, and builds it. */
export async function adoptPackage(): Promise<AdoptedApp> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyring-adopted-')));
  const modules = join(folder, 'node_modules');
  const packed = join(modules, 'org-keyring');
  const run = (command: string, ...parameters: string[]): void => {
    execFileSync(command, parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };

  cpSync('examples/plain', folder, { recursive: true });
  mkdirSync(packed, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  run('tar', '-xzf', tarball, '--strip-components=1', '-C', packed);
  // Its dependencies as they are installed here: a test fetches nothing.
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  }

  const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
  for (const project of ['tsconfig.json', 'tsconfig.worker.json']) run(tsc, '-p', project);
  run(process.execPath, 'build.mjs');
  const server: AdoptedServer = await import(pathToFileURL(join(folder, 'server.js')).href);
  return {
    createApp: (backEnd) => server.createApp({ ...backEnd, outDir: join(folder, 'dist') }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
