import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { Listening } from '../../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../../dev/local-back-end.ts';
import { startProcess } from './host-process.ts';
import { installPackage } from './npm-package.ts';
import { serveApi } from './serve-api.ts';

/** The runtime of Cloudflare Workers. Its package has 122 MB. */
const WORKERD = '1.20260730.1';
const COMPATIBILITY_DATE = '2026-07-01';
const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: '64', arm64: 'arm64' };

/** The reference app in `workerd`. The Worker has no compatibility flag, so it has no module of Node. */
export async function startCloudflareWorker(backEnd: BackEnd, port: number): Promise<Listening> {
  const runtime = await installPackage(
    `@cloudflare/workerd-${process.platform}-${ARCHITECTURES[process.arch]}`,
    WORKERD,
  );
  const folder = await mkdtemp(join(tmpdir(), 'keyring-workerd-'));
  const api = await serveApi(backEnd);
  const { configuration, authKitJwksUri, vaultSecrets } = backEnd;
  for (const name of ['worker', 'assets']) await writeFile(join(folder, `${name}.js`), await bundle(name));
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ configuration, authKitJwksUri, vaultSecrets }),
  );
  await writeFile(join(folder, 'workerd.capnp'), workerdConfiguration({ port, apiPort: api.port }));
  const command = ['serve', join(folder, 'workerd.capnp'), `--directory-path=files=${resolve('dist')}`];
  const child = spawn(join(runtime, 'bin', 'workerd'), command, { stdio: ['ignore', 'inherit', 'inherit'] });
  const workerd = await startProcess(child, port);
  return {
    close: async () => {
      await workerd.close();
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Bundles a module as for a browser: an import of Node would be a module that `workerd` does not have. */
async function bundle(name: string): Promise<string> {
  const [result] = [
    await build({
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      build: {
        write: false,
        minify: false,
        target: 'es2022',
        lib: { entry: `tests/support/hosts/cloudflare/${name}.ts`, formats: ['es'] },
        rolldownOptions: { checks: { bundlerTimings: false }, output: { codeSplitting: false } },
      },
    }),
  ].flat();
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error(`The module ${name} was not built.`);
  return chunk.code;
}

function workerdConfiguration({ port, apiPort }: { port: number; apiPort: number }): string {
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "worker", worker = (
          modules = [(name = "worker.js", esModule = embed "worker.js")],
          compatibilityDate = "${COMPATIBILITY_DATE}",
          bindings = [
            (name = "ASSETS", service = "assets"),
            (name = "API", service = "api"),
            (name = "SETTINGS", json = embed "settings.json"),
          ],
        )),
        (name = "assets", worker = (
          modules = [(name = "assets.js", esModule = embed "assets.js")],
          compatibilityDate = "${COMPATIBILITY_DATE}",
          bindings = [(name = "DISK", service = "files")],
        )),
        (name = "files", disk = (writable = false)),
        (name = "api", external = (address = "127.0.0.1:${apiPort}", http = ())),
        (name = "internet", network = (allow = ["local"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
    );`;
}
