import { keyring, type StaticHostOptions, solidTrustedTypes } from 'org-keyring/vite';
import { defineConfig, type Plugin } from 'vite';
import { expectType } from './expect.ts';

expectType<Plugin>()(solidTrustedTypes());
expectType<Plugin[]>()(keyring());
defineConfig({
  plugins: [
    solidTrustedTypes(),
    keyring({
      worker: 'src/sw.ts',
      configuration: (origin) => ({ apis: [{ origin, pathPrefix: '/api' }], binding: 'explicit' }),
      authKit: { accessTokenTtl: 60 },
      policy: { page: { imageSources: ['https://images.example.com'] } },
    }),
  ],
});
declare const staticHost: StaticHostOptions;
keyring({ staticHost });
keyring({ authKit: false, configuration: { clientId: 'client_1' } });

// @ts-expect-error there is no such setting
keyring({ configuration: { client: 'client_1' } });
