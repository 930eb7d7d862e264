import { describe, expect, test } from 'vitest';
import { type KeyringHost, takeHostVault } from '../../../sw/host-vault.ts';

const KEY = `${'A'.repeat(42)}0`;
const OLD = `${'B'.repeat(42)}0`;

test('the keys are read, the current one first, and then removed', () => {
  const host: KeyringHost = { configuration: {}, vault: { mode: 'sealed', key: KEY, previous: [OLD] } };
  const { mode, keys } = takeHostVault(host, 'device');
  expect(mode).toBe('sealed');
  expect(keys.map((key) => key.length)).toEqual([32, 32]);
  expect(keys[0]).toEqual(new Uint8Array(Buffer.from(KEY, 'base64url')));
  expect(host).toEqual({ configuration: {} });
});

test.each(['device', 'memory', 'sealed'] as const)('a host without a vault: %s, without a key', (wanted) => {
  expect(takeHostVault({ configuration: {} }, wanted)).toEqual({ mode: wanted, keys: [] });
});

describe('R1: the error for a malformed vault does not contain it', () => {
  test.each([
    [{ mode: 'sealed', key: `${KEY}x` }],
    [{ mode: 'sealed', key: KEY.replace('A', '!') }],
    [{ mode: 'sealed', key: KEY, previous: [`${OLD}x`] }],
    [{ mode: `sealed ${KEY}`, key: KEY }],
    [KEY],
  ])('%#', (vault) => {
    const host: KeyringHost = { configuration: {}, vault };
    const take = (): unknown => takeHostVault(host, 'sealed');
    expect(take).toThrow();
    expect(host.vault).toBeUndefined();
    try {
      takeHostVault({ configuration: {}, vault }, 'sealed');
    } catch (error) {
      expect(String(error)).not.toMatch(/AAAA|BBBB/);
    }
  });
});
