import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The instructions, with continued lines joined. */
const instructions = read('Dockerfile')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', ...rest] = line.split(' ');
    return { name, value: rest.join(' ') };
  });
const start = instructions.findLastIndex(({ name }) => name === 'FROM');
/** The instructions of the image that runs. */
const image = instructions.slice(start);
const valuesOf = (list: typeof instructions, wanted: string): readonly string[] =>
  list.filter(({ name }) => name === wanted).map(({ value }) => value);

test('every stage has a fixed version of Node that the package supports', () => {
  const stages = valuesOf(instructions, 'FROM');
  expect(stages.length).toBe(2);
  for (const stage of stages) expect(stage).toMatch(/^node:22\.\d+-[a-z]+-slim(?: AS \w+)?$/);
});

test('the packages are those of the lockfile, and no package runs a script', () => {
  const runs = valuesOf(instructions, 'RUN').join('\n');
  expect(runs).toContain('npm ci --ignore-scripts');
  expect(runs).not.toMatch(/npm (?:install|i)\b|curl|wget/);
});

test('the image that runs has only what the build produced, and no shell command', () => {
  expect(valuesOf(image, 'RUN')).toEqual([]);
  for (const copy of valuesOf(image, 'COPY')) expect(copy).toMatch(/^--from=build \/app\/dist/);
  expect(valuesOf(instructions, 'ADD')).toEqual([]);
});

test('the process is not root, and gets the signals itself', () => {
  const user = image.findIndex(({ name }) => name === 'USER');
  const command = image.findIndex(({ name }) => name === 'CMD');
  expect(image[user]?.value).toBe('node');
  expect(user).toBeLessThan(command);
  // The form of a list starts no shell, which would not pass SIGTERM on.
  expect(JSON.parse(image[command]?.value ?? '')).toEqual(['node', 'dist-server/server/server.mjs']);
  expect(valuesOf(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('a health check asks the server', () => {
  const [check = ''] = valuesOf(image, 'HEALTHCHECK');
  expect(check).toMatch(/--timeout=\d+s .*CMD \["node"/);
  expect(check).toContain('/healthz');
});

test('no secret and no data of this machine enters the image', () => {
  const settings = [...valuesOf(instructions, 'ENV'), ...valuesOf(instructions, 'ARG')].join(' ');
  expect(settings).not.toMatch(/SECRET|KEY=|PASSWORD|TOKEN|DATABASE_URL/);
  const ignored = read('.dockerignore').split('\n');
  for (const each of ['.git', '.env', '.env.*', '.data', 'node_modules'])
    expect(ignored, each).toContain(each);
});
