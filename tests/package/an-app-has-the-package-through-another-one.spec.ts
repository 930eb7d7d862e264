import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Project } from './support/project.ts';

test('the plugin builds its worker if only a package of the workspace depends on org-keyring, as with pnpm', async () => {
  const shared = await Project.install({ devDependencies: { vite: '^8.3.4' } });
  const app = mkdtempSync(join(tmpdir(), 'keyring-app-'));
  try {
    shared.write(
      'app.vite.config.js',
      "import { keyring } from 'org-keyring/vite'; export default { plugins: [keyring()] };",
    );
    writeFileSync(join(app, 'index.html'), '<!doctype html><title>App</title>');
    // In the folder of the app, because Vite also finds what the working directory has.
    const configuration = join(shared.folder, 'app.vite.config.js');
    const build = 'cd "$1" && "$2" build --config "$3"';
    await shared.run('sh', '-c', build, 'sh', app, shared.bin('vite'), configuration);
    expect(readFileSync(join(app, 'dist/sw.js'), 'utf8')).toContain('__keyringHost');
  } finally {
    rmSync(app, { recursive: true, force: true });
    shared.remove();
  }
});
