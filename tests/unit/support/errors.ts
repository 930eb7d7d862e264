import { KeyringError } from '../../../src/protocol/errors.ts';

/** The error that a promise rejects with; fails when it does not, or with another class. */
export async function keyringErrorOf(promise: Promise<unknown>): Promise<KeyringError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof KeyringError) return error;
  throw error ?? new Error('it resolved');
}
