import { createECDH } from 'node:crypto';
import type { Variables } from './variables.ts';

/** The VAPID settings of Web Push (RFC 8292). */
export interface VapidEnvironment {
  /** null: the checkout's own keys. */
  readonly keys: { readonly publicKey: string; readonly privateKey: string } | null;
  readonly subject: string;
}

/** Reads the VAPID settings. @throws Error that names the variable */
export function readVapid(variables: Variables): VapidEnvironment {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = variables;
  const subject = variables.VAPID_SUBJECT || 'mailto:operator@example.com';
  // RFC 8292 §2.1. Each message would fail later, without an error that the operator sees.
  if (!/^(?:mailto|https):\S+$/.test(subject))
    throw new Error(
      'VAPID_SUBJECT must be a URL that begins with "mailto:" or "https:", without white space.',
    );
  if (!publicKey && !privateKey) return { keys: null, subject };
  if (!publicKey || !privateKey)
    throw new Error('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together: set both or none.');
  // Push services reject each message of another pair, and nobody would hear of it.
  if (publicKeyOf(privateKey) !== publicKey)
    throw new Error(
      'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are no key pair. Create one with "npx web-push generate-vapid-keys".',
    );
  return { keys: { publicKey, privateKey }, subject };
}

/** @returns the public key of a pair, as base64url; `undefined` for a text that is no private key */
function publicKeyOf(privateKey: string): string | undefined {
  const pair = createECDH('prime256v1');
  const bytes = Buffer.from(privateKey, 'base64url');
  if (bytes.length !== 32 || bytes.toString('base64url') !== privateKey) return undefined;
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return undefined;
  }
  return pair.getPublicKey('base64url');
}
