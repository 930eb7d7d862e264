/**
 * Resolves when another worker controls this page, at the latest after `patience`.
 *
 * @param patience ms
 */
export function nextControllerChange(patience: number): Promise<void> {
  const { serviceWorker } = navigator;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      serviceWorker.removeEventListener('controllerchange', done);
      resolve();
    };
    const timer = setTimeout(done, patience);
    serviceWorker.addEventListener('controllerchange', done);
  });
}
