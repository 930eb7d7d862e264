import { createServer } from 'node:http';
import { test as base, expect, type Page } from '@playwright/test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { ConsoleGuard } from '../support/console-guard.ts';
import { onFreePorts } from '../support/free-ports.ts';
import { type Manifest, Project } from './support/project.ts';
import { filesOfSection, sampleOfSection } from './support/quick-start.ts';

const TOOLS = {
  '@types/node': '^24.19.2',
  '@vitejs/plugin-react': '^6.1.2',
  typescript: '~7.0.2',
  vite: '^8.3.4',
};
/** What `npm create vite` and the quick starts install. One project has all, because each install takes long. */
const NEWEST: Manifest = {
  dependencies: {
    '@solidjs/router': '^1.0.0',
    react: '^19.3.1',
    'react-dom': '^19.3.1',
    'solid-js': '^1.9.17',
  },
  devDependencies: {
    ...TOOLS,
    '@types/react': '^19.3.0',
    '@types/react-dom': '^19.3.0',
    'vite-plugin-solid': '^2.11.14',
  },
};
/** With the oldest Vite that is supported. */
const REACT_18: Manifest = {
  dependencies: { react: '^18.3.1', 'react-dom': '^18.3.1' },
  devDependencies: {
    ...TOOLS,
    vite: '^6.0.0',
    '@vitejs/plugin-react': '^4.7.0',
    '@types/react': '^18.3.1',
    '@types/react-dom': '^18.3.1',
  },
};

const test = base.extend<{ consoleGuard: ConsoleGuard }, { newest: Project }>({
  consoleGuard: [
    async ({ context }, use) => {
      const guard = new ConsoleGuard(context);
      await use(guard);
      expect(guard.problems()).toEqual([]);
    },
    { auto: true },
  ],
  newest: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const project = await Project.install(NEWEST);
      await use(project);
      project.remove();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
});
// One project is installed once.
test.describe.configure({ mode: 'default' });

interface QuickStart {
  readonly section: string;
  readonly jsx?: { readonly jsx: string; readonly jsxImportSource?: string };
}

const REACT: QuickStart = { section: 'React and Vite', jsx: { jsx: 'react-jsx' } };
const SOLID: QuickStart = {
  section: 'Solid and Vite',
  jsx: { jsx: 'preserve', jsxImportSource: 'solid-js' },
};
const PLAIN: QuickStart = { section: 'No framework' };

/** Puts a quick start into a folder of the project, beside what the template of `create-vite` has. */
function write(project: Project, folder: string, { section, jsx }: QuickStart): void {
  const files = filesOfSection(section);
  const [entry] = [...files.keys()].filter((path) => path.startsWith('src/'));
  expect([...files.keys()]).toEqual(['vite.config.ts', entry]);
  for (const [path, code] of files) project.write(`${folder}/${path}`, code);
  project.write(
    `${folder}/index.html`,
    `<!doctype html><html lang="en"><title>App</title><body><div id="root"></div><script type="module" src="/${entry}"></script></body></html>`,
  );
  project.write(`${folder}/package.json`, '{"type":"module"}');
  const compilerOptions = {
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['ES2023', 'DOM'],
    types: ['vite/client', 'node'],
    skipLibCheck: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    ...jsx,
  };
  project.write(
    `${folder}/tsconfig.json`,
    JSON.stringify({ compilerOptions, include: ['src', 'vite.config.ts'] }),
  );
}

/** Runs one of Vite's servers on free ports: the next port is that of the local AuthKit. */
async function serve(
  project: Project,
  folder: string,
  parameters: readonly string[],
  use: (port: number) => Promise<void>,
): Promise<void> {
  const { port, server } = await onFreePorts(async (free) => ({
    port: free,
    server: await project.start(/Local:/, {
      command: project.bin('vite'),
      parameters: [...parameters, '--port', String(free), '--strictPort'],
      cwd: `${project.folder}/${folder}`,
    }),
  }));
  try {
    await use(port);
  } finally {
    await server.stop();
  }
}

async function signInToBoth(page: Page, project: Project, port: number): Promise<void> {
  const { signInAs, AuthKitControl } = await project.testing();
  const origin = `http://localhost:${port}`;
  await page.goto(`${origin}/acme/`);
  await signInAs(page, { email: 'ada@example.com' });
  await expectShown(page, `${origin}/acme/`, 'Acme');

  const link = page.getByRole('link', { name: 'Globex' });
  if ((await link.count()) > 0) await link.click();
  else await page.goto(`${origin}/globex/`);
  await expectShown(page, `${origin}/globex/`, 'Globex');

  const authKit = new AuthKitControl(`http://127.0.0.1:${port + 1}`);
  const oauth = await authKit.oauthRequests();
  await page.reload();
  await expectShown(page, `${origin}/globex/`, 'Globex');
  await page.goto(`${origin}/acme/`);
  await expectShown(page, `${origin}/acme/`, 'Acme');
  expect(await authKit.oauthRequests()).toEqual(oauth);
  await expectHiddenWhileFrozen(page);
}

/** With a framework the organization is a heading, without one it is all that the page shows. */
async function expectShown(page: Page, url: string, name: string): Promise<void> {
  const shown = page.locator('h1, body:not(:has(*))').filter({ hasText: new RegExp(`^${name}$`) });
  await expect(shown).toBeVisible();
  await expect(page).toHaveURL(url);
}

/** A page that is frozen shows nothing of a session until the worker has confirmed it (R54). */
async function expectHiddenWhileFrozen(page: Page): Promise<void> {
  const heading = page.locator('h1');
  if ((await heading.count()) === 0) return;
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect(heading).toBeHidden();
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await expect(heading).toBeVisible();
}

/** Puts a quick start into its folder, checks its types, builds it and signs in to the build. */
async function build(
  page: Page,
  project: Project,
  folder: string,
  quickStart: QuickStart,
  edit: (configuration: string) => string = (configuration) => configuration,
): Promise<void> {
  write(project, folder, quickStart);
  const configuration = filesOfSection(quickStart.section).get('vite.config.ts') ?? '';
  project.write(`${folder}/vite.config.ts`, edit(configuration));
  await project.run(project.bin('tsc'), '-p', folder);
  await project.run(project.bin('vite'), 'build', folder, '--config', `${folder}/vite.config.ts`);
  await serve(project, folder, ['preview'], (port) => signInToBoth(page, project, port));
}

/** Signs in at the development server. */
function develop(page: Page, project: Project, folder: string): Promise<void> {
  return serve(project, folder, [], (port) => signInToBoth(page, project, port));
}

test('React 19 and Vite', async ({ page, newest }) => {
  await build(page, newest, 'react', REACT);
  await develop(page, newest, 'react');
});

test('Solid and Vite', async ({ page, newest }) => {
  await build(page, newest, 'solid', SOLID);
  await develop(page, newest, 'solid');
});

test("no framework; a call through Vite's proxy has the token of its organization", async ({
  page,
  newest,
}) => {
  await build(page, newest, 'plain', PLAIN);
  let keySet = '';
  const api = createServer(async ({ headers }, response) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const verified = await jwtVerify(token, createRemoteJWKSet(new URL(keySet))).catch(() => undefined);
    response.end(JSON.stringify(verified?.payload.org_id ?? 'no access token'));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  try {
    const address = api.address();
    if (address === null || typeof address === 'string') throw new Error('The API has no port.');
    const configuration = sampleOfSection('Call your API');
    expect(configuration).toContain('http://localhost:3000');
    newest.write(
      'plain/vite.config.ts',
      configuration.replace('http://localhost:3000', `http://127.0.0.1:${address.port}`),
    );
    await serve(newest, 'plain', [], async (port) => {
      keySet = `http://127.0.0.1:${port + 1}/sso/jwks/client_local`;
      await signInToBoth(page, newest, port);
      expect(await page.evaluate(async () => (await fetch('/api/notes')).json())).toBe('org_acme');
    });
  } finally {
    api.close();
  }
});

test('React 18 and the oldest Vite', async ({ page }) => {
  const project = await Project.install(REACT_18);
  try {
    // docs/quick-start.md says so.
    await build(page, project, 'react', REACT, (configuration) =>
      configuration.replace('defineConfig({', "defineConfig({ build: { target: 'es2022' },"),
    );
    await develop(page, project, 'react');
  } finally {
    project.remove();
  }
});
