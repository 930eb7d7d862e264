import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** A browser with a push subscription: it can decrypt what is sent to it. */
export class PushBrowser {
  readonly #keys = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.#keys.generateKeys();
  }

  /** What `PushSubscription.toJSON()` returns. */
  toJSON() {
    return {
      endpoint: this.endpoint,
      expirationTime: null,
      keys: { p256dh: this.#keys.getPublicKey('base64url'), auth: this.#auth.toString('base64url') },
    };
  }

  /** Decrypts a message of one record (RFC 8188 §2, RFC 8291 §3.4). */
  decrypt(message: Buffer): string {
    const salt = message.subarray(0, 16);
    const keyLength = message.readUInt8(20);
    const sender = message.subarray(21, 21 + keyLength);
    const record = message.subarray(21 + keyLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#keys.getPublicKey(), sender]);
    const shared = this.#keys.computeSecret(sender);
    const ikm = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
    const derive = (what: string, length: number): Buffer =>
      Buffer.from(hkdfSync('sha256', ikm, salt, `Content-Encoding: ${what}\0`, length));
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    decipher.setAuthTag(record.subarray(-16));
    const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    // The last record ends with the byte 2 and padding.
    return text.subarray(0, text.lastIndexOf(2)).toString();
  }
}

/** A public VAPID key. */
export const VAPID_PUBLIC_KEY = new PushBrowser('').toJSON().keys.p256dh;
