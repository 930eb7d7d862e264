import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { solidTrustedTypes } from '../../../../dev/vite/index.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyring-solid-'));
  mkdirSync(join(root, 'solid-js/web/dist'), { recursive: true });
  writeFileSync(
    join(root, 'main.js'),
    "import { template } from './solid-js/web/dist/web.js';\nglobalThis.shown = template('<p>');\n",
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Builds an app with this `solid-js/web`, and returns what its template assigns. */
async function shownBy(web: string): Promise<unknown> {
  writeFileSync(join(root, 'solid-js/web/dist/web.js'), web);
  const [result] = [
    await build({
      configFile: false,
      root,
      logLevel: 'silent',
      plugins: [solidTrustedTypes()],
      build: { write: false, rolldownOptions: { input: join(root, 'main.js') } },
    }),
  ].flat();
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  const policies: string[] = [];
  const page: Record<string, unknown> = {
    trustedTypes: {
      createPolicy: (name: string, { createHTML }: { createHTML: (html: string) => string }) => {
        policies.push(name);
        return { createHTML: (html: string) => ({ trusted: createHTML(html) }) };
      },
    },
  };
  runInNewContext(chunk?.code ?? '', page);
  expect(policies).toEqual(['solid-template']);
  return page.shown;
}

test('a template of solid-js 1.9.19 passes through the policy', async () => {
  const web = `export function template(html) {
  const t = {};
  t.innerHTML = html;
  return t.innerHTML;
}`;
  expect(await shownBy(web)).toEqual({ trusted: '<p>' });
});

test('a template of solid-js 1.9.20, which has a policy of its own, passes through it', async () => {
  const web = `let policy;
function setTrustedTypesPolicy(value) {
  policy = value;
}
function template(html) {
  const t = {};
  t.innerHTML = policy ? policy.createHTML(html) : html;
  return t.innerHTML;
}
export { setTrustedTypesPolicy, template };`;
  expect(await shownBy(web)).toEqual({ trusted: '<p>' });
});

test('another form of solid-js/web is an error of the build', async () => {
  await expect(shownBy('export const template = (html) => html;')).rejects.toThrow(
    'solid-js/web has changed: its template assignment was not found.',
  );
});

/** Builds an app that does not render with `solid-js/web`. */
function buildWithoutSolid(ssr: boolean): Promise<unknown> {
  writeFileSync(join(root, 'main.js'), 'export default 1;\n');
  return build({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [solidTrustedTypes()],
    build: { write: false, ssr, rolldownOptions: { input: join(root, 'main.js') } },
  });
}

test('a page without solid-js/web is an error of the build', async () => {
  await expect(buildWithoutSolid(false)).rejects.toThrow('solid-js/web was not part of the build.');
});

test('the server half of a framework such as SolidStart is built without solid-js/web', async () => {
  await expect(buildWithoutSolid(true)).resolves.toBeDefined();
});
