import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../../support/free-ports.ts';

const DEBIAN = '/usr/lib/postgresql';
/** Limit for one command of PostgreSQL, ms. */
const LIMIT = 120_000;

/** A PostgreSQL server of its own, with empty data. */
export interface PostgresServer {
  readonly url: string;
  start(): Promise<void>;
  /** Stops as an operator does: connections end at once, transactions under way are rolled back. */
  stop(): Promise<void>;
  remove(): void;
}

/** Starts a PostgreSQL server of Debian's package, which is installed if this process may. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = findBinaries() ?? install();
  const directory = mkdtempSync(join(tmpdir(), 'keyring-postgres-'));
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(directory, owner.uid, owner.gid);
  const run = (program: string, parameters: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(join(bin, program), parameters, {
        ...owner,
        cwd: directory,
        timeout: LIMIT,
        // The server must not hold a pipe of this process.
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, LC_ALL: 'C' },
      });
      child.once('error', reject);
      child.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}.`)),
      );
    });
  const port = await findFreePorts();
  const data = join(directory, 'data');
  await run('initdb', ['-D', data, '-U', 'keyring', '-A', 'trust', '-E', 'UTF8']);
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`;
  const start = (): Promise<void> =>
    run('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', options, 'start']);
  const stop = (): Promise<void> => run('pg_ctl', ['-D', data, '-w', '-m', 'fast', 'stop']);
  await start();
  return {
    url: `postgresql://keyring@127.0.0.1:${port}/postgres`,
    start,
    stop,
    remove() {
      spawnSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], { ...owner, cwd: directory });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function findBinaries(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'pg_ctl')));
}

function install(): string {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update', '-qq'], { env: environment, timeout: LIMIT });
    spawnSync('apt-get', ['install', '-y', '-qq', 'postgresql'], { env: environment, timeout: 2 * LIMIT });
  }
  const bin = findBinaries();
  if (bin === undefined)
    throw new Error('These tests need PostgreSQL: install the Debian package postgresql.');
  return bin;
}

const idOf = (option: string): number =>
  Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }).trim());
