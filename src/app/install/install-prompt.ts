import { createSignal } from 'solid-js';

/** Chromium's `beforeinstallprompt` event. TypeScript's DOM library has no type for it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** How this browser installs apps. */
export type InstallWay =
  /** This window is an installed app. */
  | 'installed'
  /** With a button on the page: Chromium's `beforeinstallprompt`. */
  | 'prompt'
  /** With "Add to Home Screen" in the share sheet of iOS. */
  | 'share-sheet'
  /** With the browser's menu, if it has such an entry. */
  | 'menu';

/** The key in the storage of a tab that is the window of an installed app. */
export const WINDOW_OWNER = 'app-window-of';

/** The browser's offer and the manifest that it applies to. */
interface InstallOffer {
  readonly event: InstallPromptEvent;
  readonly manifest: string | undefined;
}

const [offer, setOffer] = createSignal<InstallOffer>();
const standalone = matchMedia('(display-mode: standalone)');
const [isStandalone, setStandalone] = createSignal(
  isAppWindow() || ('standalone' in navigator && navigator.standalone === true),
);

/**
 * Starts listening for the browser's offer. The event fires once and may fire before the app renders, so call this
 * first.
 */
export function watchInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    // The app shows its own button instead of the browser's banner.
    event.preventDefault();
    if (isInstallPrompt(event)) setOffer({ event, manifest: linkedManifest() });
  });
  addEventListener('appinstalled', () => setOffer(undefined));
  standalone.addEventListener('change', () => setStandalone(isAppWindow()));
}

/** How this browser can install the linked manifest. */
export function installWay(): InstallWay {
  if (isStandalone()) return 'installed';
  if ('onbeforeinstallprompt' in globalThis) return 'prompt';
  return 'standalone' in navigator ? 'share-sheet' : 'menu';
}

/**
 * Whether the browser offers to install this manifest now. An offer for another organization's manifest does not count.
 */
export function isInstallOffered(manifest: string): boolean {
  return !isStandalone() && offer()?.manifest === manifest;
}

/**
 * Shows the browser's install dialog. The browser must offer installation again before the dialog can open a second
 * time.
 */
export async function install(): Promise<void> {
  const current = offer();
  setOffer(undefined);
  await current?.event.prompt();
}

/** A tab and an app have the same display mode in fullscreen. Only the window of an app has been one before. */
function isAppWindow(): boolean {
  if (!standalone.matches && matchMedia('(display-mode: fullscreen)').matches) return wasAppWindow();
  return standalone.matches;
}

function wasAppWindow(): boolean {
  try {
    return sessionStorage.getItem(WINDOW_OWNER) !== null;
  } catch {
    return false;
  }
}

function linkedManifest(): string | undefined {
  return document.head.querySelector('link[rel="manifest"]')?.getAttribute('href') ?? undefined;
}

function isInstallPrompt(event: Event): event is InstallPromptEvent {
  return 'prompt' in event && typeof event.prompt === 'function';
}
