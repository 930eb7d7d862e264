import webPush from 'web-push';
import type { SendPush } from '../server/push/push-message.ts';
import type { VapidKeys } from './vapid-keys.ts';

/** How this server identifies itself to push services. */
export interface VapidOptions extends VapidKeys {
  /** `mailto:` or `https:` URL of the operator, whom a push service contacts about problems (RFC 8292 §2.1). */
  readonly subject: string;
}

/**
 * Sends push messages: the package `web-push` encrypts (RFC 8291) and signs (RFC 8292), and `fetch` sends without following
 * redirects.
 *
 * @param send default: `fetch`
 */
export function createWebPushSender(vapidDetails: VapidOptions, send: typeof fetch = fetch): SendPush {
  return async ({ endpoint, keys, payload, ttl: TTL, urgency, topic, signal }) => {
    const options = { vapidDetails, TTL, urgency, topic, contentEncoding: 'aes128gcm' } as const;
    const details = webPush.generateRequestDetails({ endpoint, keys }, payload, options);
    const headers = new Headers(Object.entries(details.headers).map(([name, value]) => [name, `${value}`]));
    // `fetch` sets it.
    headers.delete('Content-Length');
    const response = await send(details.endpoint, {
      method: details.method,
      headers,
      body: new Uint8Array(details.body),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    const { status } = response;
    // Push services send seconds (RFC 9110 §10.2.3). A date is ignored: the next attempt then comes after the usual pause.
    const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
    return Number.isFinite(retryAfter) && retryAfter >= 0 ? { status, retryAfter } : { status };
  };
}
