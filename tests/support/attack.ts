import type { AppServer } from './app-server.ts';
import type { AuthKitControl } from './authkit-control.ts';
import type { EvilOrigin } from './evil-origin.ts';
import type { KnownOrganization } from './organizations.ts';
import type { Scripted } from './scripted.ts';
import type { ServerTraffic } from './server-traffic.ts';

/**
 * A page of the attacked browser: what its user does and sees, and where the attacker's script runs. Playwright's
 * Chromium and Firefox and WebKitGTK's WebDriver implement it, so that an attack has one body. Every wait is on a
 * condition and has a limit.
 */
export interface AttackedPage extends Scripted {
  /** Opens a path of the app, or an address. */
  goto(path: string): Promise<void>;
  /** The address bar. */
  address(): Promise<URL>;
  /** Addresses of the documents that this page has shown. WebDriver reports none. */
  readonly visited: readonly string[];
  /** The text of the first heading; null: there is none yet. */
  heading(): Promise<string | null>;
  /** Whether the page shows an element whose whole text is this. */
  hasText(text: string): Promise<boolean>;
  hasButton(name: string): Promise<boolean>;
  clickButton(name: string): Promise<void>;
  clickLink(name: string): Promise<void>;
  /** Opens an organization's URL and signs in where AuthKit asks. */
  signIn(organization: KnownOrganization): Promise<void>;
  expectOrganization(organization: KnownOrganization): Promise<void>;
  switchTo(organization: KnownOrganization): Promise<void>;
  /** Writes a note as a user does. */
  addNote(text: string): Promise<void>;
  /** Follows a link in the page, which the app's router handles. */
  followLink(path: string): Promise<void>;
  /** Waits for the hosted page that asks for an email address. */
  expectEmailField(): Promise<void>;
  submitEmail(): Promise<void>;
  /** Loads the page again, after its worker was stopped where the driver can stop it. */
  restart(): Promise<void>;
  /** Runs something in each frame, also in nested ones. @returns one result per frame */
  inEachFrame<T>(work: (frame: Scripted) => Promise<T>): Promise<readonly T[]>;
  /** The addresses of the frames that show something of an origin, readable or not. */
  shownInFrames(origin: string): Promise<readonly string[]>;
}

/** What an attack is played with: a browser with one page, the servers, the attacker's origin, and what arrived there. */
export interface Attack {
  readonly page: AttackedPage;
  /** Opens another window of the same browser profile. */
  open(): Promise<AttackedPage>;
  /** The other windows, including those that the attacker's script opened. */
  others(): Promise<readonly AttackedPage[]>;
  closeOthers(): Promise<void>;
  /** Runs actions of several windows at the same time; one after the other where the driver drives one window at a time. */
  atOnce(actions: readonly (() => Promise<void>)[]): Promise<void>;
  readonly server: AppServer;
  readonly authKit: AuthKitControl;
  readonly evil: EvilOrigin;
  readonly traffic: ServerTraffic;
}

/** Attacks by the claim that each of them tries to break, which is the title of its test. */
export type Attacks = Readonly<Record<string, (attack: Attack) => Promise<void>>>;
