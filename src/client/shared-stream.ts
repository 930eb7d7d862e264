import { attempt, parseRecord } from '../protocol/parse.ts';
import { parseStreamEvent, type StreamEvent } from './read-events.ts';
import { RecentIds } from './recent-ids.ts';
import { RETRY_AFTER_LIMIT } from './retry-after.ts';

/** What a follower of a stream is told. */
export interface StreamListener {
  readonly signal: AbortSignal;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onCatchUp?: (() => void) | undefined;
}

/** Until when a server asked not to be connected to, on this page's `performance.now()`, by the name of the stream. */
const pauses = new Map<string, number>();

/**
 * A stream as all tabs that follow it see it: the tab with the connection relays events and its position, and every tab
 * gets each event once, by its id. A tab that takes the connection over goes on from the last position.
 */
export class SharedStream {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #listener: StreamListener;
  readonly #known = new RecentIds();
  #lastEventId = '';
  #isConnected = false;

  constructor(name: string, listener: StreamListener) {
    this.#name = name;
    this.#listener = listener;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    this.#channel.postMessage({ type: 'joined' });
  }

  /** Where a connection has to resume the stream; empty: nothing is known of it. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** How long no tab may connect, ms, because the server asked for it with `Retry-After`. */
  get pause(): number {
    return Math.max(0, (pauses.get(this.#name) ?? 0) - performance.now());
  }

  /** @param duration ms */
  pauseFor(duration: number): void {
    this.#setPause(duration);
    this.#channel.postMessage({ type: 'pause', duration });
  }

  /** This tab has the connection: it answers tabs that join. */
  connected(): void {
    this.#isConnected = true;
  }

  event(event: StreamEvent): void {
    this.#channel.postMessage({ type: 'event', event });
    this.#deliver(event);
  }

  position(lastEventId: string): void {
    this.#lastEventId = lastEventId;
    this.#channel.postMessage({ type: 'position', lastEventId });
  }

  catchUp(): void {
    this.#channel.postMessage({ type: 'catch-up' });
    this.#call(() => this.#listener.onCatchUp?.());
  }

  close(): void {
    this.#channel.close();
  }

  /** A message of another version of this library, in another tab, may be of any shape. */
  #receive(data: unknown): void {
    const message = attempt(() => parseRecord(data, 'stream message'));
    if (message?.type === 'joined' && this.#isConnected) {
      if (this.#lastEventId !== '')
        this.#channel.postMessage({ type: 'position', lastEventId: this.#lastEventId });
      if (this.pause > 0) this.#channel.postMessage({ type: 'pause', duration: this.pause });
    }
    if (message?.type === 'pause' && typeof message.duration === 'number') this.#setPause(message.duration);
    if (message?.type === 'catch-up') this.#call(() => this.#listener.onCatchUp?.());
    if (message?.type === 'position' && typeof message.lastEventId === 'string' && !this.#isConnected)
      this.#lastEventId = message.lastEventId;
    if (message?.type === 'event') {
      const event = attempt(() => parseStreamEvent(message.event));
      if (event !== undefined) this.#deliver(event);
    }
  }

  #setPause(duration: number): void {
    pauses.set(this.#name, performance.now() + Math.min(duration, RETRY_AFTER_LIMIT));
  }

  #deliver(event: StreamEvent): void {
    if (this.#known.add(event.id)) this.#call(() => this.#listener.onEvent(event));
  }

  /** A listener that throws must neither end the connection nor keep an event from the other tabs. */
  #call(listener: () => void): void {
    if (this.#listener.signal.aborted) return;
    try {
      listener();
    } catch (error) {
      reportError(error);
    }
  }
}
