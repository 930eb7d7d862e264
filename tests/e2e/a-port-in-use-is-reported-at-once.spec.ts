import { spawnSync } from 'node:child_process';
import { expect, test } from '../support/test.ts';

test('a start on a port in use ends at once and names the port', async ({ server }) => {
  for (const [shift, taken] of [
    [0, server.port],
    [1, server.port],
    [2, server.port],
  ] as const) {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
      env: { ...process.env, PORT: String(taken - shift), AUTHKIT_PORT: '' },
      encoding: 'utf8',
      timeout: 35_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain(String(taken));
  }
});
