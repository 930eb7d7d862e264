/**
 * Waits for a promise, but not longer than a limit: browser calls about service workers can stay pending forever.
 *
 * @param limit ms
 * @param late makes the error for a wait that reached the limit
 * @throws what `late` makes, or what `work` rejects with
 * @example
 * await withLimit(registering, 15_000, () => new KeyringError('controller_missing', 'It took too long.'));
 */
export function withLimit<T>(work: Promise<T>, limit: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), limit);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
