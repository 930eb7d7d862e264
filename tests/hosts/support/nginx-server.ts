import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { findFreePorts } from '../../support/free-ports.ts';

const NGINX = '/usr/sbin/nginx';
/** Limit for one command, ms. */
const LIMIT = 240_000;

/** nginx with one folder of files. */
export interface NginxServer {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A free port of the loopback interface, so that the files can name the origin before the server starts. */
export const freePort = findFreePorts;

/**
 * Starts nginx of Debian's package, which is installed if this process may.
 *
 * @param files by their path in the root; `org-keyring.nginx.conf` is included in the server block
 */
export async function startNginx(
  files: Readonly<Record<string, string>>,
  port: number,
): Promise<NginxServer> {
  install();
  const folder = mkdtempSync(join(tmpdir(), 'keyring-nginx-'));
  const root = join(folder, 'root');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, mainConfiguration(folder, port));
  const check = spawnSync(NGINX, ['-t', '-c', configuration], { encoding: 'utf8', timeout: LIMIT });
  if (check.status !== 0) throw new Error(`nginx refuses the configuration: ${check.stderr}`);
  const child = spawn(NGINX, ['-c', configuration], { stdio: ['ignore', 'ignore', 'inherit'] });
  await vi.waitFor(() => connectTo(port), { timeout: LIMIT });
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that a distribution sets is in the folder, so that the server needs no other file. */
function mainConfiguration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `
    daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    pid ${folder}/pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log ${folder}/access.log;
      ${temporary.join('\n')}
      include /etc/nginx/mime.types;
      server {
        listen 127.0.0.1:${port};
        root ${folder}/root;
        include ${folder}/root/org-keyring.nginx.conf;
      }
    }`;
}

function install(): void {
  if (!existsSync(NGINX) && process.getuid?.() === 0) {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: LIMIT };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'nginx-light'], options);
  }
  if (!existsSync(NGINX)) throw new Error('These tests need nginx: install the Debian package nginx-light.');
}

function connectTo(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    }).once('error', reject);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
