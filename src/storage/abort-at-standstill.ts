/** How long no transaction of a store may end before one that waits is aborted, s: a page can keep one of its own open. */
const STANDSTILL = 3;

/**
 * Aborts a transaction that waits for seconds while no other one of its store ends either. Transactions that wait for each
 * other are no standstill.
 *
 * @param running the result of the transaction
 * @param completed how many transactions of the store have ended
 * @returns the result; it rejects at the abort: the event of Firefox comes only after the transaction that is in the way
 */
export function abortAtStandstill<T>(
  transaction: IDBTransaction,
  running: T | PromiseLike<T>,
  completed: () => number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let before = completed();
    let seconds = 0;
    // Seconds are counted, and no time is measured: a device may have slept.
    const timer = setInterval(() => {
      seconds = before === completed() ? seconds + 1 : 0;
      before = completed();
      if (seconds < STANDSTILL) return;
      try {
        transaction.abort();
        reject(new DOMException('The database stands still.', 'TimeoutError'));
      } catch {
        // It is being committed.
      }
    }, 1_000);
    Promise.resolve(running)
      .then(resolve, reject)
      .finally(() => clearInterval(timer));
  });
}
