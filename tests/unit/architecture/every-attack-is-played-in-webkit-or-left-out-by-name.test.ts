import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOT_IN_WEBKIT, PLAYED_BY } from '../../engines/support/attacks-in-webkit.ts';

const namesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => name.replace(/\.spec\.ts$/, ''));

const attacks = namesIn('attack');
const played = new Set(namesIn('engines/webkit/attacks'));

test('every attack is played in WebKitGTK, or is left out by its name and for a reason', () => {
  expect(attacks.length).toBeGreaterThan(25);
  const missing = attacks.filter((name) => !played.has(PLAYED_BY[name] ?? name) && !(name in NOT_IN_WEBKIT));
  expect(missing).toEqual([]);
});

test('what is left out is an attack, and not played', () => {
  for (const name of [...Object.keys(NOT_IN_WEBKIT), ...Object.keys(PLAYED_BY)])
    expect(attacks).toContain(name);
  expect(Object.keys(NOT_IN_WEBKIT).filter((name) => played.has(name))).toEqual([]);
});
