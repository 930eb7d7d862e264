/**
 * The build of workbox-window for browsers with modules. The module that a bundler picks by default is compiled to ES5, and
 * is 1 kB larger after gzip.
 */
declare module 'workbox-window/build/workbox-window.prod.mjs' {
  export { Workbox } from 'workbox-window';
}
