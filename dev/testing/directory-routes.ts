import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { AuthKit } from '../authkit/index.ts';

/** The path of {@link directoryRoutes} at AuthKit's origin. */
export const DIRECTORY_PATH = '/_directory';

/** Who may read the directory, and the key set that verifies its tokens. */
export interface DirectoryRoutesOptions {
  readonly appOrigins: readonly string[];
  readonly jwksUri: string;
}

/** The organizations and memberships of a local AuthKit, as `organizationEndpoint` and `membershipsEndpoint` expect them. */
export function directoryRoutes(authKit: AuthKit, { appOrigins, jwksUri }: DirectoryRoutesOptions): Hono {
  const { directory } = authKit;
  const app = new Hono().basePath(DIRECTORY_PATH);
  app.use(cors({ origin: [...appOrigins], allowHeaders: ['Authorization'] }));
  app.get('/organizations/:key', async (c) => {
    const key = c.req.param('key');
    const organization = (await directory.organizationBySlug(key)) ?? (await directory.organizationById(key));
    return organization === undefined ? c.json({ message: 'Not Found' }, 404) : c.json(organization);
  });
  app.get('/memberships', async (c) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '') ?? [];
    const response = await authKit.fetch(new Request(jwksUri));
    // jose checks its shape.
    const keys = (await response.json()) as JSONWebKeySet;
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        issuer: authKit.issuer(),
        currentDate: new Date(authKit.clock()),
      });
      return c.json(await directory.organizationsOf(payload.sub ?? ''));
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return c.json({ message: 'The access token is invalid.' }, 401, {
        'WWW-Authenticate': 'Bearer error="invalid_token"',
      });
    }
  });
  return app;
}
