import { connectKeyring, type Keyring } from '../client/index.ts';

let connecting: Promise<Keyring> | undefined;

/** Connects this page once: `authkit-react` creates another client whenever its properties change. */
export function connectOnce(): Promise<Keyring> {
  connecting ??= connectKeyring().catch((error: unknown) => {
    // A call that failed may be repeated.
    connecting = undefined;
    throw error;
  });
  return connecting;
}
