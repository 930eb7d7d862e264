/**
 * Resolves when another worker controls this page, at the latest after `patience`.
 *
 * @param patience ms
 */
export function nextControllerChange(patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      navigator.serviceWorker.removeEventListener('controllerchange', done);
      resolve();
    };
    const timer = setTimeout(done, patience);
    navigator.serviceWorker.addEventListener('controllerchange', done);
  });
}
