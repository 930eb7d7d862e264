// What the examples of the server's entries use of their app.
declare const options: import('org-keyring/server').KeyringHostOptions;
declare const configuration: import('org-keyring/server').KeyringConfiguration;
declare const readWorkerScript: () => Promise<string>;
declare const workerScript: string;
declare const authKitJwksUri: string;
declare const vaultSecrets: readonly string[];
declare const secrets: readonly string[];
declare const publicKey: string;
declare const send: import('org-keyring/server').SendPush;
declare const onHint: (hint: import('org-keyring/server').SessionHint) => Promise<void>;
declare const hints: import('org-keyring/server').SessionHints;
declare const tickets: import('org-keyring/server').TicketIssuer;
declare const sessions: ReadonlySet<string>;
declare const directory: {
  organizationBySlug(slug: string): Promise<import('org-keyring/server').ManifestOrganization | undefined>;
};

declare const request: Request;
declare const controller: ReadableStreamDefaultController<Uint8Array>;
declare const encoder: import('node:util').TextEncoder;
/** The claims of a verified access token. */
declare const token: { readonly sub: string; readonly sid: string };
declare const requireToken: import('hono').MiddlewareHandler;
declare const ownerOf: (context: import('hono').Context) => import('org-keyring/server').TicketOwner;
declare const app: import('hono').Hono;
/** The routes of the API alone. */
declare const api: import('hono').Hono;
/** The app of the port that only operators reach. */
declare const internal: import('hono').Hono;
declare const Hono: typeof import('hono').Hono;
declare const createServer: typeof import('node:http').createServer;
declare const respond: import('node:http').RequestListener;
declare const join: typeof import('node:path').join;
declare const writeFile: typeof import('node:fs/promises').writeFile;

declare const defineConfig: typeof import('vite').defineConfig;
declare const react: () => import('vite').Plugin;
declare const solid: () => import('vite').Plugin;
/** A page of Playwright. */
declare const page: import('playwright').Page;
