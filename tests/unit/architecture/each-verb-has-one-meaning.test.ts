import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const files = ['src', 'sw', 'server', 'dev'].flatMap((area) =>
  readdirSync(new URL(`${area}/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${area}/${name}`),
);

/** The interface of the platform, which has its own words: the DOM, storage, Node's streams and servers. */
const PLATFORM =
  /\b(?:removeEventListener|removeItem|removeHeader|removeListener|removeChild|removedNodes)\b|\.(?:remove|destroy)\(\)|\bdestroy\(\): unknown/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const TEXT = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const MARKUP_TEXT = />[^<>{}=;]*</g;
/** Other verbs for a deletion than `delete`, `clear` and `revoke`, in any form. */
const DELETION =
  /^(?:drop|forg[eo]t|remov|eras|purg|discard|wip|prun|evict|destroy)(?:|s|e|es|ed|ing|ped|ping|ten|ting)$/;

const NOTE = /^(?:note|notes|noted|noting)$/;
/** The verb. `reauthorize` and `authorization` are terms of OAuth, for what happens at the provider. */
const AUTHORIZE = /^(?:authorize|authorizes|authorizer)$/;

/** The names of a file, each split into its words: `removeSession` is `remove` and `session`. */
function wordsOf(path: string, text: string): readonly (readonly [name: string, words: readonly string[]])[] {
  const markup = path.endsWith('.tsx') ? MARKUP_TEXT : /$^/;
  const code = text.replace(COMMENT, '').replace(TEXT, "''").replace(markup, '><').replace(PLATFORM, '');
  const names = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  return [...names].map((name) => [name, (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map(lower)]);
}

const lower = (word: string): string => word.toLowerCase();

/** The names of a file in which a word matches, with the file. */
function namesWith(path: string, text: string, verb: RegExp): readonly string[] {
  return wordsOf(path, text).flatMap(([name, words]) =>
    words.some((word) => verb.test(word)) ? [`${path}: ${name}`] : [],
  );
}

const found = (paths: readonly string[], verb: RegExp): readonly string[] =>
  paths.flatMap((path) => namesWith(path, readFileSync(new URL(path, ROOT), 'utf8'), verb));

test('a deletion is named delete, clear or revoke', () => {
  expect(files.length).toBeGreaterThan(400);
  // The local AuthKit's faults close a connection; its control endpoints name that `drop`.
  const faults = ['dev/authkit/faults.ts: drop', 'dev/authkit/handle-request.ts: drop'];
  expect(found(files, DELETION).filter((name) => !faults.includes(name))).toEqual([]);
});

test('a note is a text of the example app, and nothing else: what is recorded is logged or recorded', () => {
  const library = files.filter((path) => !/^(?:src\/app|dev)\//.test(path));
  expect(found(library, NOTE)).toEqual([]);
});

test('to authorize is what the user does at the provider: the app signs in, and the worker attaches tokens', () => {
  const others = files.filter((path) => !path.startsWith('dev/authkit/'));
  expect(found(others, AUTHORIZE)).toEqual([]);
});

test.each([
  ['removeSession(id);', 'removeSession'],
  ['const isForgotten = true;', 'isForgotten'],
  ['lease.onDrop(clear);', 'onDrop'],
  ['this.#forget(key);', 'forget'],
  ['const wiped = 1;', 'wiped'],
  ['notes.remove(id);', 'remove'],
])('the same check refuses %s', (text, name) => {
  expect(namesWith('a.ts', text, DELETION)).toEqual([`a.ts: ${name}`]);
});

test.each([
  "target.removeEventListener('x', f); storage.removeItem(key); form.remove(); socket.destroy();",
  '// Browsers drop the scroll position.\nconst kept = 1;',
  "const word = 'discard';",
])('the same check takes the words of the platform, comments and texts: %s', (text) => {
  expect(namesWith('a.ts', text, DELETION)).toEqual([]);
});

test('the same check refuses a second meaning of note and authorize', () => {
  expect(namesWith('a.ts', 'noteResponse(response);', NOTE)).toEqual(['a.ts: noteResponse']);
  expect(namesWith('a.ts', 'authorizeRequest(request);', AUTHORIZE)).toEqual(['a.ts: authorizeRequest']);
});
