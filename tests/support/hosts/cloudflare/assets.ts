import { MEDIA_TYPES } from '../media-types.ts';

interface Bindings {
  /** A folder of the machine, which `workerd` serves without media types. */
  readonly DISK: { fetch(url: string): Promise<Response> };
}

/** A model of Cloudflare's static assets with `not_found_handling: "single-page-application"`. */
export default {
  async fetch({ url }: Request, { DISK }: Bindings): Promise<Response> {
    const { origin, pathname } = new URL(url);
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const file = await DISK.fetch(origin + path);
    if (!file.ok) return send('/index.html', await DISK.fetch(`${origin}/index.html`));
    return send(path, file);
  },
};

function send(path: string, { body }: Response): Response {
  const type = MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return new Response(body, { headers: { 'Content-Type': type } });
}
