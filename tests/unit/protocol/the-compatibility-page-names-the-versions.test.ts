import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRequest, parseResponse } from '../../../src/protocol/envelopes.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { UPGRADES } from '../../../src/storage/database.ts';

const page = readFileSync('docs/compatibility.md', 'utf8').replaceAll(/\s+/g, ' ');
const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

test('the compatibility page names the current versions of the protocol, the store and the peers', () => {
  expect(page).toContain(`\`src/protocol/messages.ts\`, now ${PROTOCOL_VERSION})`);
  expect(page).toContain(`\`src/storage/database.ts\`, now ${UPGRADES.length})`);
  expect(page).toContain(`\`${peerDependencies.hono}\``);
  for (const peer of ['solid-js', '@solidjs/router']) expect(page).toContain(`\`${peerDependencies[peer]}\``);
  expect(page).toContain(`\`${peerDependencies.vite.replaceAll('||', '\\|\\|')}\``);
});

test('a message of another protocol version is rejected by the worker, and a reply by the page', () => {
  const keyring = PROTOCOL_VERSION + 1;
  expect(() => parseRequest({ keyring, type: 'claim', ask: {} })).toThrow('another protocol version');
  expect(() => parseResponse('claim', { keyring, answer: { vault: 'device' } })).toThrow(
    'another protocol version',
  );
});

test('no version of Solid is allowed whose `from` takes no first value: the provider reads it at once', () => {
  // Solid 1.9.5 added it.
  const range: string = peerDependencies['solid-js'];
  const [major = 0, minor = 0, patch = 0] = range.slice(1).split('.').map(Number);
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(1_009_005);
});
