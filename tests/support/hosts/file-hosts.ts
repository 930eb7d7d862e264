import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { cloudflarePagesHeaders, type HeadersOf, matchesPath, netlifyHeaders } from './headers-file.ts';
import { MEDIA_TYPES } from './media-types.ts';

/** How a provider of static files maps a request to a file; `undefined`: it has none. */
type Route = (path: string, files: SiteFiles) => Promise<Response | undefined>;

/** A model of Netlify: a file first, then the first matching rule of `_redirects`, which may read from another origin. */
export const serveLikeNetlify = (folder: string): Hono =>
  serveFiles(folder, netlifyHeaders, async (path, files) => {
    const file = await files.read(path.endsWith('/') ? `${path}index.html` : path);
    if (file !== undefined) return file;
    const rules = await files.lines('_redirects');
    const [, target = ''] = rules.find(([pattern = '']) => matchesPath(pattern, path)) ?? [];
    return target.startsWith('http') ? fetch(target) : files.read(target);
  });

/**
 * A model of Cloudflare Pages, after its `asset-server`: a rule of `_redirects` comes before any file, a file is served without
 * its `.html`, which redirects, and the page of the root replaces a missing file. Rules of status 200 are the only ones here.
 */
export const serveLikeCloudflarePages = (folder: string): Hono =>
  serveFiles(folder, cloudflarePagesHeaders, async (path, files) => {
    const rules = await files.lines('_redirects');
    const [, target = path] = rules.find(([pattern = '']) => matchesPath(pattern, path)) ?? [];
    if (target.endsWith('/')) return (await files.read(`${target}index.html`)) ?? files.read('/index.html');
    const withoutHtml = target.replace(/(?:(?<=\/)index)?\.html$/, '');
    if (withoutHtml !== target && (await files.read(target)) !== undefined)
      return new Response(null, { status: 308, headers: { Location: withoutHtml } });
    return (await files.read(target)) ?? (await files.read(`${target}.html`)) ?? files.read('/index.html');
  });

/** The files of a folder. */
interface SiteFiles {
  read(path: string): Promise<Response | undefined>;
  /** The words of each line of a file; none without the file. */
  lines(name: string): Promise<readonly (readonly string[])[]>;
}

function serveFiles(folder: string, headersOf: HeadersOf, route: Route): Hono {
  const files: SiteFiles = {
    read: async (path) => {
      const bytes = await readFile(join(folder, path)).catch(() => undefined);
      const type = MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      return bytes && new Response(bytes, { headers: { 'Content-Type': type } });
    },
    lines: async (name) => {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(/\s+/));
    },
  };
  return new Hono().get('*', async (c) => {
    const { pathname } = new URL(c.req.url);
    const found = (await route(pathname, files)) ?? (await c.notFound());
    const response = new Response(found.body, found);
    const rules = await readFile(join(folder, '_headers'), 'utf8');
    for (const [name, value] of Object.entries(headersOf(rules, pathname))) response.headers.set(name, value);
    return response;
  });
}
