/** Longest age of a webhook, ms: the tolerance of `@workos-inc/node`. */
export const WEBHOOK_TOLERANCE = 180_000;

const HEADER = /^t=(\d{1,15}), ?v1=([\da-f]{64})$/;

/** What a signature is checked against. */
export interface SignatureParts {
  /** The secrets of the endpoint: more than one while a secret rotates. */
  readonly secrets: readonly string[];
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * Verifies the `WorkOS-Signature` of a webhook: `t=<ms>, v1=<hex>`, where `v1` is the HMAC-SHA256 of `t`, a period and the
 * body. The time must be at most {@link WEBHOOK_TOLERANCE} away in both directions, so that a recorded webhook is useless
 * later. The comparison takes the same time for every signature (`crypto.subtle.verify`).
 *
 * Source: WorkOS documentation, webhooks; `@workos-inc/node`, `SignatureProvider`.
 */
export async function isSigned(
  body: string,
  header: string | null,
  { secrets, now }: SignatureParts,
): Promise<boolean> {
  const [, timestamp = '', signature = ''] = HEADER.exec(header ?? '') ?? [];
  if (timestamp === '' || Math.abs(now - Number(timestamp)) > WEBHOOK_TOLERANCE) return false;
  const signed = new TextEncoder().encode(`${timestamp}.${body}`);
  const bytes = new Uint8Array((signature.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    if (await crypto.subtle.verify('HMAC', key, bytes, signed)) return true;
  }
  return false;
}
