import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Listening } from '../../../dev/listen-on-loopback.ts';
import { startProcess } from './host-process.ts';

const NGINX = '/usr/sbin/nginx';
/** Limit for one command, ms. */
const LIMIT = 240_000;

/** What nginx serves. */
export interface NginxSite {
  /** The folder of the build. Its `org-keyring.nginx.conf` is included in the server block. */
  readonly root: string;
  /** More of the server block, such as the proxy of an API. */
  readonly server?: string;
}

/** Starts nginx of Debian's package on the loopback interface. The package is installed if this process may. */
export async function startNginx({ root, server = '' }: NginxSite, port: number): Promise<Listening> {
  install();
  const folder = mkdtempSync(join(tmpdir(), 'keyring-nginx-'));
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, mainConfiguration(folder, { root, server, port }));
  const check = spawnSync(NGINX, ['-t', '-c', configuration], { encoding: 'utf8', timeout: LIMIT });
  if (check.status !== 0) throw new Error(`nginx refuses the configuration: ${check.stderr}`);
  const child = spawn(NGINX, ['-c', configuration], { stdio: ['ignore', 'ignore', 'inherit'] });
  const nginx = await startProcess(child, port);
  return {
    close: async () => {
      await nginx.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that a distribution sets is in the folder, so that the server needs no other file. */
function mainConfiguration(
  folder: string,
  { root, server, port }: Required<NginxSite> & { readonly port: number },
): string {
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
        root ${root};
        include ${root}/org-keyring.nginx.conf;
        ${server}
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
