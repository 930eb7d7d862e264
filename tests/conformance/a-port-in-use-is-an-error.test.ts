import { expect, test } from 'vitest';
import { listen } from '../../dev/authkit/listen.ts';
import { freePort, localAuthKit } from './local-authkit.ts';

const kit = localAuthKit();

test('a second AuthKit on the same port fails with EADDRINUSE', async () => {
  const { port } = new URL(kit.origin);
  await expect(listen(kit.instance, Number(port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('after an AuthKit was closed, its port is free again', async () => {
  const port = await freePort();
  const first = await listen(kit.instance, port);
  await expect(listen(kit.instance, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await listen(kit.instance, port);
  await second.close();
});
