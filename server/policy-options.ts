import type { Filled } from '../src/protocol/parse.ts';

/**
 * What pages may load in addition to the app's own files and its APIs. Every option increases the possible damage of an
 * attack on a page.
 */
export interface PagePolicyOptions {
  /**
   * Hashes of inline scripts, e.g. `sha256-…` of a theme script. Cost: none while the script is constant. Never hash a
   * script that a server fills with data.
   */
  readonly scriptHashes?: readonly string[] | undefined;
  /** Hashes of inline `<style>` elements. Cost: none while the style is constant. Style attributes stay blocked. */
  readonly styleHashes?: readonly string[] | undefined;
  /**
   * Origins of images, or `blob:` for previews. Cost: injected script can send what it reads to a listed origin, in
   * the address of an image. `blob:` costs nothing.
   */
  readonly imageSources?: readonly string[] | undefined;
  /** Origins of fonts, or `data:`. Cost: a listed origin can receive data in the address of a font. */
  readonly fontSources?: readonly string[] | undefined;
  /** Origins of audio and video, or `blob:`. Cost: as for {@link imageSources}. */
  readonly mediaSources?: readonly string[] | undefined;
  /**
   * Origins of frames, or `blob:`. Cost: a listed origin can show its own content inside of the app, such as a false
   * sign-in form, and can receive data in the address of a frame.
   */
  readonly frameSources?: readonly string[] | undefined;
  /**
   * Origins that pages may call beyond {@link KeyringConfiguration.apis}, without tokens: `https:` or `wss:`. Cost: injected
   * script can send everything that it reads to a listed origin. The origin of AuthKit is refused.
   */
  readonly connectSources?: readonly string[] | undefined;
  /**
   * `blob:`, for dedicated workers that a library makes of text; workers from the app's own files need no setting.
   * Cost: script from text runs, in a worker without a document, wherever Trusted Types allow its creation.
   */
  readonly workerSources?: readonly string[] | undefined;
  /**
   * Names of Trusted Types policies beyond `keyring-worker`, e.g. `solid-template`. Cost: the code that creates a
   * listed policy decides which text becomes markup or script, so review it. A policy named `default` applies to
   * every assignment of the page.
   */
  readonly trustedTypesPolicies?: readonly string[] | undefined;
}

/** What the service worker may load beyond the APIs and AuthKit. */
export interface WorkerPolicyOptions {
  /** Origins that the worker may call, e.g. to cache images of a CDN. Cost: as for {@link PagePolicyOptions.connectSources}. */
  readonly connectSources?: readonly string[] | undefined;
  /**
   * Origins of scripts that the worker loads with `importScripts`. Cost: such a script runs beside the keyring and can
   * use every session and read every token. A listed origin is trusted as much as your own. Import after
   * `installKeyring`, which takes the vault's key out of reach.
   */
  readonly importScriptsOrigins?: readonly string[] | undefined;
}

/** How the `Connection-Allowlist` header limits where pages and the worker can connect, and where pages can navigate. */
export interface ExitOptions {
  /**
   * `enforce`: the browser blocks every other destination. `report`: the browser only reports what it would block.
   * `off`: no header. Default: `enforce`. Browsers other than Chromium 152 and later ignore the header.
   */
  readonly mode?: ExitMode | undefined;
  /**
   * Origins that pages may link to and open, e.g. `https://docs.example.com`. Cost: injected script can send what it
   * reads to a listed origin, in the address of a navigation.
   */
  readonly links?: readonly string[] | undefined;
  /** Allows WebRTC, for calls in the app. Cost: injected script can send what it reads to any host. Default: false. */
  readonly webRtc?: boolean | undefined;
  /** The URL that receives the browser's reports (Reporting API). Default: reports reach only the page's observers. */
  readonly reportUri?: string | undefined;
}

/** What the browser does with a connection that the `Connection-Allowlist` does not list. */
export type ExitMode = 'enforce' | 'report' | 'off';

/** What the policies of pages and worker allow beyond the strict default. */
export interface PolicyOptions {
  readonly page?: PagePolicyOptions | undefined;
  readonly worker?: WorkerPolicyOptions | undefined;
  readonly exits?: ExitOptions | undefined;
}

/** Checked {@link PolicyOptions}: every member is a valid source expression. */
export interface CheckedPolicy {
  readonly page: Filled<PagePolicyOptions>;
  readonly worker: Filled<WorkerPolicyOptions>;
  readonly exits: Filled<Omit<ExitOptions, 'reportUri'>> & { readonly reportUri: string | null };
}
