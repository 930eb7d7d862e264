import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import type * as Testing from '../../../dev/testing/index.ts';

const execute = promisify(execFile);

/** The longest wait for an install, a compiler or a build, ms. */
const COMMAND_LIMIT = 400_000;
/** The longest wait for a server, ms. */
const START_LIMIT = 60_000;

/** What a project's package.json says. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A server of a project. */
export interface ProjectServer {
  stop(): Promise<void>;
}

/** A project outside of this checkout, with a real `npm install` of the packed package. */
export class Project {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param fill puts the project's files into its folder */
  static async install(manifest: Manifest, fill: (folder: string) => void = () => {}): Promise<Project> {
    const project = new Project(realpathSync(mkdtempSync(join(tmpdir(), 'keyring-project-'))));
    fill(project.folder);
    const dependencies = { ...manifest.dependencies, 'org-keyring': `file:${tarball()}` };
    project.write('package.json', JSON.stringify({ ...manifest, type: 'module', dependencies }));
    await project.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline');
    return project;
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** @throws Error with the output of the command, if it fails */
  async run(command: string, ...parameters: readonly string[]): Promise<void> {
    await execute(command, parameters, { cwd: this.folder, timeout: COMMAND_LIMIT }).catch(
      (error: Error & { readonly stdout?: string }) => {
        throw new Error(`${command} ${parameters.join(' ')}\n${error.stdout}${error.message}`);
      },
    );
  }

  /** A command that an installed package has. */
  bin(name: string): string {
    return join(this.folder, 'node_modules', '.bin', name);
  }

  /** `org-keyring/testing`, as it is installed. */
  testing(): Promise<typeof Testing> {
    return import(pathToFileURL(join(this.folder, 'node_modules/org-keyring/lib/testing.js')).href);
  }

  /** Starts a server, and waits until it prints `ready`. */
  async start(
    ready: RegExp,
    { command, parameters, environment = {}, cwd = this.folder }: ServerCommand,
  ): Promise<ProjectServer> {
    const server = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    const stop = async (): Promise<void> => {
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid);
      await exited;
    };
    const limit = AbortSignal.timeout(START_LIMIT);
    try {
      await new Promise<void>((resolve, reject) => {
        limit.addEventListener('abort', () => reject(new Error(`${command} did not start.`)));
        server.once('error', reject);
        server.once('exit', (code) => reject(new Error(`${command} ended with ${code}.`)));
        createInterface({ input: server.stdout }).on('line', (line) => {
          if (ready.test(stripVTControlCharacters(line))) resolve();
        });
      });
    } catch (error) {
      await stop();
      throw error;
    }
    return { stop };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How {@link Project.start} starts a server. */
export interface ServerCommand {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** The manifest of an example. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The packed package: `scripts/test-package.mjs` makes it. */
function tarball(): string {
  const path = process.env.KEYRING_TARBALL;
  if (path === undefined) throw new Error('KEYRING_TARBALL is not set. Run `npm run test:package`.');
  return path;
}
