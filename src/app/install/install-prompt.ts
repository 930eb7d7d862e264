import { createSignal } from 'solid-js';

/** Chromium's offer to install the page's manifest; TypeScript's DOM library does not know it. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** How this browser installs apps. */
export type InstallWay =
  /** This window is an installed app. */
  | 'installed'
  /** By a button of the page: Chromium's `beforeinstallprompt`. */
  | 'prompt'
  /** By the share sheet of iOS: "Add to Home Screen". */
  | 'share-sheet'
  /** By the browser's own menu, where it has such an entry. */
  | 'menu';

/** The offer, and the manifest that it was made for. */
interface InstallOffer {
  readonly event: InstallPromptEvent;
  readonly manifest: string | undefined;
}

const [offer, setOffer] = createSignal<InstallOffer>();
const standalone = matchMedia('(display-mode: standalone)');
const [isStandalone, setStandalone] = createSignal(
  standalone.matches || ('standalone' in navigator && navigator.standalone === true),
);

/** Begins to listen. The offer comes once, and maybe before the app is drawn: call it first. */
export function watchInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    // The app offers it where it fits, instead of the browser's own banner.
    event.preventDefault();
    if (isInstallPrompt(event)) setOffer({ event, manifest: linkedManifest() });
  });
  addEventListener('appinstalled', () => setOffer(undefined));
  standalone.addEventListener('change', ({ matches }) => setStandalone(matches));
}

/** How the organization of this manifest can be installed from here. */
export function installWay(): InstallWay {
  if (isStandalone()) return 'installed';
  if ('onbeforeinstallprompt' in globalThis) return 'prompt';
  return 'standalone' in navigator ? 'share-sheet' : 'menu';
}

/** Whether the browser offers to install this manifest now; an offer made for another organization's is not taken. */
export function isInstallOffered(manifest: string): boolean {
  return !isStandalone() && offer()?.manifest === manifest;
}

/** Shows the browser's own dialogue. Whatever the answer, the browser has to offer it again before it can be shown again. */
export async function install(): Promise<void> {
  const current = offer();
  setOffer(undefined);
  await current?.event.prompt();
}

function linkedManifest(): string | undefined {
  return document.head.querySelector('link[rel="manifest"]')?.getAttribute('href') ?? undefined;
}

function isInstallPrompt(event: Event): event is InstallPromptEvent {
  return 'prompt' in event && typeof event.prompt === 'function';
}
