import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { NOT_IN_WEBKIT } from '../../engines/support/attacks-in-webkit.ts';

const TESTS = new URL('../../', import.meta.url);

const namesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/`, TESTS), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => name.replace(/\.spec\.ts$/, ''));

const attacks = namesIn('attack');
const played = namesIn('engines/webkit/attacks');

test('every attack is played in WebKitGTK, or is left out by its name and for a reason', () => {
  expect(attacks.length).toBeGreaterThan(25);
  const missing = attacks.filter((name) => !played.includes(basename(name)) && !(name in NOT_IN_WEBKIT));
  expect(missing).toEqual([]);
});

test('what is left out is an attack, and not played', () => {
  for (const name of Object.keys(NOT_IN_WEBKIT)) expect(attacks).toContain(name);
  expect(Object.keys(NOT_IN_WEBKIT).filter((name) => played.includes(basename(name)))).toEqual([]);
});

test('an attack that is played in two drivers has one body, which both files import', () => {
  const bodies = readdirSync(new URL('attack/bodies/', TESTS)).map((name) => basename(name, '.ts'));
  expect([...bodies].sort()).toEqual([...played].sort());
  for (const name of attacks.filter((attack) => bodies.includes(basename(attack)))) {
    const body = `bodies/${basename(name)}.ts'`;
    for (const file of [`attack/${name}`, `engines/webkit/attacks/${basename(name)}`])
      expect(readFileSync(new URL(`${file}.spec.ts`, TESTS), 'utf8'), file).toContain(body);
  }
});
