import { attempt, parseRecord } from '../protocol/parse.ts';
import { parseStreamEvent } from './read-events.ts';
import { RecentIds } from './recent-ids.ts';
import { RETRY_AFTER_LIMIT } from './retry-after.ts';
import type { StreamEvent } from './stream-item.ts';

/** What is called for a stream, until its signal aborts. */
export interface StreamListener {
  readonly signal: AbortSignal;
  readonly onEvent: (event: StreamEvent, lastEventId: string) => void;
  readonly onCatchUp?: (() => void) | undefined;
  readonly onConnection?: ((state: 'open' | 'lost') => void) | undefined;
}

/** The end of the pause that a server asked for, in this page's `performance.now()`, by the name of the stream. */
const pauses = new Map<string, number>();

/**
 * A stream that several tabs follow. The tab with the connection relays the events and its position in the stream. Every
 * tab gets each event once, by its id. A tab that takes the connection over continues at the last position.
 */
export class SharedStream {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #listener: StreamListener;
  readonly #known = new RecentIds();
  #lastEventId = '';
  #isConnected = false;
  /** Whether another tab has relayed or responded since this tab last asked. */
  #isServed = false;
  /** Whether the connection is open, as far as this tab knows. */
  #isOpen = false;

  constructor(name: string, listener: StreamListener) {
    this.#name = name;
    this.#listener = listener;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    this.#channel.postMessage({ type: 'joined' });
  }

  /** Id of the last event: a connection resumes the stream after it. Empty: none is known. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** How long tabs may not connect, ms, because of the server's `Retry-After`. */
  get pause(): number {
    return Math.max(0, (pauses.get(this.#name) ?? 0) - performance.now());
  }

  /** @param duration ms */
  pauseFor(duration: number): void {
    this.#setPause(duration);
    this.#channel.postMessage({ type: 'pause', duration });
  }

  /** This tab has the connection: it responds to tabs that join. A tab that was closed could not say that it lost its own. */
  connected(): void {
    this.#isConnected = true;
    this.connection('lost');
  }

  event(event: StreamEvent): void {
    this.#channel.postMessage({ type: 'event', event });
    this.#deliver(event);
  }

  position(lastEventId: string): void {
    this.#lastEventId = lastEventId;
    this.#channel.postMessage({ type: 'position', lastEventId });
  }

  /** This tab's connection was opened or lost. */
  connection(state: 'open' | 'lost'): void {
    this.#channel.postMessage({ type: 'connection', state });
    this.#setOpen(state === 'open');
  }

  catchUp(): void {
    this.#channel.postMessage({ type: 'catch-up' });
    this.#call(() => this.#listener.onCatchUp?.());
  }

  /**
   * For a tab without the connection: catches up unless another tab has relayed or responded since the last call. The
   * tab with the connection may be frozen.
   */
  catchUpAlone(): void {
    if (!this.#isServed) this.catchUp();
    this.#isServed = false;
    this.#channel.postMessage({ type: 'joined' });
  }

  close(): void {
    this.#channel.close();
  }

  /** A message of another version of this library, in another tab, may be of any shape. */
  #receive(data: unknown): void {
    const message = attempt(() => parseRecord(data, 'stream message'));
    if (message?.type !== 'joined') this.#isServed = true;
    else if (this.#isConnected) {
      if (this.#lastEventId !== '')
        this.#channel.postMessage({ type: 'position', lastEventId: this.#lastEventId });
      if (this.pause > 0) this.#channel.postMessage({ type: 'pause', duration: this.pause });
      this.#channel.postMessage({ type: 'connection', state: this.#isOpen ? 'open' : 'lost' });
    }
    if (message?.type === 'connection') this.#setOpen(message.state === 'open');
    if (message?.type === 'pause' && typeof message.duration === 'number') this.#setPause(message.duration);
    if (message?.type === 'catch-up') this.#call(() => this.#listener.onCatchUp?.());
    if (message?.type === 'position' && typeof message.lastEventId === 'string' && !this.#isConnected)
      this.#lastEventId = message.lastEventId;
    if (message?.type === 'event') {
      const event = attempt(() => parseStreamEvent(message.event));
      if (event !== undefined) this.#deliver(event);
    }
  }

  #setOpen(isOpen: boolean): void {
    // Tabs that join are told again.
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#call(() => this.#listener.onConnection?.(isOpen ? 'open' : 'lost'));
  }

  #setPause(duration: number): void {
    pauses.set(this.#name, performance.now() + Math.min(duration, RETRY_AFTER_LIMIT));
  }

  #deliver(event: StreamEvent): void {
    // An event without an id has that of the block before it (HTML §9.2.6).
    if (this.#known.add(event.id))
      this.#call(() => this.#listener.onEvent(event, event.id || this.#lastEventId));
  }

  /** An error of a listener must neither end the connection nor prevent that other tabs get the event. */
  #call(listener: () => void): void {
    if (this.#listener.signal.aborted) return;
    try {
      listener();
    } catch (error) {
      reportError(error);
    }
  }
}
