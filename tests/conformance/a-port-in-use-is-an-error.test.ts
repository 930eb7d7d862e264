import { expect, test } from 'vitest';
import { listen } from '../../dev/authkit/listen.ts';
import { localAuthKit } from './local-authkit.ts';

const kit = localAuthKit();

test('it says EADDRINUSE', async () => {
  const { port } = new URL(kit.origin);
  await expect(listen(kit.instance, Number(port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a closed one is free again', async () => {
  const first = await listen(kit.instance, 0);
  await first.close();
});
