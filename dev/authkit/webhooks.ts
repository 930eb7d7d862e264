import { secret } from './secret.ts';
import type { AuthKitContext } from './state.ts';

/** Longest wait for the receiver, ms. */
const TIMEOUT = 5_000;

/**
 * Sends a webhook as WorkOS does, if the setting `webhookUrl` names a receiver. Nothing waits for the delivery, and a failed
 * one is not repeated.
 *
 * `WorkOS-Signature` is `t=<ms>, v1=<HMAC-SHA256 of t, a period and the body, as hex>`. Source: `@workos-inc/node`.
 */
export async function sendWebhook(
  event: 'session.revoked' | 'organization_membership.updated',
  data: Readonly<Record<string, unknown>>,
  { state, now }: AuthKitContext,
): Promise<void> {
  const { webhookUrl, webhookSecret } = state.settings;
  if (webhookUrl === null) return;
  const timestamp = now();
  const body = JSON.stringify({
    id: secret('event_'),
    event,
    data,
    created_at: new Date(timestamp).toISOString(),
  });
  const signature = await sign(`${timestamp}.${body}`, webhookSecret);
  await fetch(webhookUrl, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'WorkOS-Signature': `t=${timestamp}, v1=${signature}`,
    },
    body,
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch(() => {});
}

async function sign(text: string, key: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, encoder.encode(text))).toString('hex');
}
