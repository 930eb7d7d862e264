import type { KeyringConfiguration } from '../../../src/protocol/configuration.ts';

export const ORIGIN = 'https://app.test';

/** A configuration of an app at {@link ORIGIN}, with every required setting. */
export const CONFIGURATION: KeyringConfiguration = {
  clientId: 'client_test',
  authKitOrigin: 'https://api.workos.com',
  issuers: ['https://api.workos.com'],
  jwksUri: `${ORIGIN}/auth/jwks`,
  redirectUri: `${ORIGIN}/auth/callback`,
  apis: [{ origin: ORIGIN, pathPrefix: '/api' }],
  organizationEndpoint: '/api/orgs/',
  membershipsEndpoint: '/api/me/organizations',
  vault: 'sealed',
  sessionMaxAge: null,
  sessionInactivity: null,
};
