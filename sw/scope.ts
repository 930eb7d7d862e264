/** The worker's global scope with its own type: TypeScript's WebWorker library describes all kinds of workers at once. */
export const scope = globalThis as unknown as ServiceWorkerGlobalScope;
