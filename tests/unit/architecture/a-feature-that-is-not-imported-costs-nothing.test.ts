import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

/** What each name of `org-keyring/client` adds to a page that imports `connectKeyring` and `orgFetch`. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  beginSignInToAll: ['sign-in-run'],
  createPushNotifications: ['push-notifications', 'push-subscription'],
  createSessionGuard: ['session-guard', 'session-guard-state', 'guarded-status'],
  createSignInToAll: ['sign-in-to-all', 'sign-in-to-all-state'],
  download: ['download'],
  followEvents: ['event-stream', 'shared-stream', 'event-stream-parser', 'stream-slots'],
  openPrivateCache: ['private-cache'],
  OrganizationChange: ['organization-change', 'announce', 'announced-organization'],
  orgEventSource: ['org-event-source'],
  orgSocket: ['org-socket', 'follow-socket'],
  reviewSession: ['review-session'],
  TabOrganization: ['tab-organization'],
  ticketFor: ['ticket'],
  upload: ['upload'],
};

const smallestPage = bundledModules('src/client/index.ts', '{ connectKeyring, orgFetch }');

test.each(Object.entries(FEATURES))('%s is bundled only where it is imported', async (name, modules) => {
  const smallest = await smallestPage;
  const withFeature = await bundledModules('src/client/index.ts', `{ connectKeyring, orgFetch, ${name} }`);
  for (const module of modules) {
    expect(smallest.entry).not.toContain(`src/client/${module}.ts`);
    expect(withFeature.entry).toContain(`src/client/${module}.ts`);
  }
});

test('an app that imports no name of the client bundles nothing of it', async () => {
  const { entry } = await bundledModules('src/client/index.ts', '{}');
  expect(entry).toEqual([]);
});

test('a page bundles no parser of questions, no check of settings and no text for developers', async () => {
  const { entry, lazy } = await bundledModules('src/client/index.ts', '*');
  expect(entry).toContain('src/protocol/responses.ts');
  for (const module of [
    'protocol/questions',
    'protocol/parse-paths',
    'protocol/parse-configuration',
    'protocol/check-setting',
    'protocol/configuration-error',
    'client/explain-registration',
    'client/developer-console',
  ])
    expect(entry).not.toContain(`src/${module}.ts`);
  expect(lazy).toEqual(['src/client/developer-console.ts', 'src/client/explain-registration.ts']);
});

test('a worker bundles no parser of responses, and Web Push only where it is imported', async () => {
  const { entry } = await bundledModules('sw/index.ts', '{ installKeyring }');
  expect(entry).toContain('src/protocol/request-parsers.ts');
  expect(entry).not.toContain('src/protocol/responses.ts');
  expect(entry.filter((module) => module.startsWith('sw/push/'))).toEqual([]);
  const { entry: withPush } = await bundledModules('sw/index.ts', '{ installKeyring, reviewOnPush }');
  expect(withPush).toContain('sw/push/review-on-push.ts');
});

/** The modules of this repository of which an app's bundle has code: in its entry, and in what the entry loads lazily. */
async function bundledModules(
  source: string,
  names: string,
): Promise<{ entry: readonly string[]; lazy: readonly string[] }> {
  const bundle = await rolldown({
    cwd: ROOT,
    input: 'app',
    platform: 'browser',
    // As package.json says: `"sideEffects": false`.
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === 'app' ? '\0app' : null),
        load: (id) => (id === '\0app' ? `export ${names} from '${resolve(ROOT, source)}';` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'es' });
  const modulesOf = (isDynamic: boolean): readonly string[] =>
    output
      .flatMap((file) => (file.type === 'chunk' && file.isDynamicEntry === isDynamic ? [file] : []))
      .flatMap(({ modules }) => Object.entries(modules))
      .filter(
        ([id, { code }]) => id.startsWith(`${ROOT}/s`) && code !== null && /\w/.test(withoutComments(code)),
      )
      .map(([id]) => id.slice(ROOT.length + 1))
      .sort();
  return { entry: modulesOf(false), lazy: modulesOf(true) };
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}
