import type { Vault } from '../../../src/storage/vault.ts';

/** A vault that hides nothing but binds like a real one, and takes no time outside of promises. */
export const PLAIN_VAULT: Vault = {
  async seal(plaintext, associatedData) {
    return { iv: associatedData.slice(), ciphertext: plaintext.slice() };
  },
  async open({ iv, ciphertext }, associatedData) {
    return Buffer.compare(iv, associatedData) === 0 ? ciphertext : undefined;
  },
};
