// What the examples of the worker's entry use of their app.
export {};

declare global {
  const addPlugins: typeof import('workbox-precaching').addPlugins;
  const precacheAndRoute: typeof import('workbox-precaching').precacheAndRoute;
  interface WorkerGlobalScope {
    readonly __WB_MANIFEST: string[];
  }
}
