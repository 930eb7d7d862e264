import { createHash } from 'node:crypto';
import type { Connect, Plugin } from 'vite';

const PATH = '/@keyring/inline/';
const MODULE = /<script\s+type="module"\s*>([\s\S]*?)<\/script>/g;

/**
 * Serves the inline module scripts of the development server as files, because the Content-Security-Policy blocks inline
 * scripts. React Refresh's preamble is one. Other inline scripts stay blocked, as in production.
 */
export function externalInlineModules(): Plugin {
  const scripts = new Map<string, string>();
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    const [path = ''] = (request.url ?? '').split('?');
    const script = scripts.get(path);
    if (script === undefined) return next();
    response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.end(script);
  };
  return {
    name: 'org-keyring:inline-modules',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use(serve);
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replace(MODULE, (_element, script: string) => {
          const path = `${PATH}${createHash('sha256').update(script).digest('hex')}.js`;
          scripts.set(path, script);
          return `<script type="module" src="${path}"></script>`;
        }),
    },
  };
}
