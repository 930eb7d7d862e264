import { attempt, parseList, parseRecord, parseString } from '../../client/index.ts';

/** Ids that are remembered of each kind: more than the API keeps notes of an organization. */
const CAPACITY = 1_000;

/** What the windows of one app tell each other about its notes. */
type Message =
  /** A window that has just begun to count asks what the others know. */
  { readonly type: 'joined' } | { readonly type: 'arrived' | 'seen'; readonly ids: readonly string[] };

/**
 * The notes of an organization that arrived while its app was not visible, by note id. Each note counts once, however
 * often and in however many windows it arrives, and never after one window has shown it.
 */
export class UnseenNotes {
  readonly #unseen = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #channel: BroadcastChannel;
  readonly #isVisible: () => boolean;
  readonly #onCount: (count: number) => void;

  /**
   * @param name of the channel: the same for all windows of an organization's app in one person's session
   * @param isVisible whether this window shows notes as they arrive
   * @param onCount called with the new count whenever it may have changed
   */
  constructor(name: string, isVisible: () => boolean, onCount: (count: number) => void) {
    this.#isVisible = isVisible;
    this.#onCount = onCount;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    this.#post({ type: 'joined' });
  }

  get count(): number {
    return this.#unseen.size;
  }

  /** A note arrived. In a visible window the user sees it. */
  arrive(id: string): void {
    if (this.#isVisible()) this.see([id]);
    else {
      this.#add([id]);
      this.#post({ type: 'arrived', ids: [id] });
    }
  }

  /** The user has seen these notes, and everything that arrived before. */
  see(ids: readonly string[]): void {
    const seen = [...this.#unseen, ...ids].slice(-CAPACITY);
    this.#markSeen(seen);
    this.#post({ type: 'seen', ids: seen });
  }

  close(): void {
    this.#channel.close();
  }

  #receive(data: unknown): void {
    const message = attempt(() => parseMessage(data));
    if (message === undefined) return;
    if (message.type === 'joined') {
      if (this.#seen.size > 0) this.#post({ type: 'seen', ids: [...this.#seen] });
      if (this.#unseen.size > 0) this.#post({ type: 'arrived', ids: [...this.#unseen] });
      return;
    }
    if (message.type === 'seen') this.#markSeen(message.ids);
    else if (this.#isVisible()) this.see(message.ids);
    else this.#add(message.ids);
  }

  #add(ids: readonly string[]): void {
    for (const id of ids) if (!this.#seen.has(id)) this.#unseen.add(id);
    shorten(this.#unseen);
    this.#onCount(this.count);
  }

  #markSeen(ids: readonly string[]): void {
    for (const id of ids) {
      this.#unseen.delete(id);
      this.#seen.delete(id);
      this.#seen.add(id);
    }
    shorten(this.#seen);
    this.#onCount(this.count);
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}

/** Drops the oldest ids. */
function shorten(ids: Set<string>): void {
  for (const oldest of ids) {
    if (ids.size <= CAPACITY) return;
    ids.delete(oldest);
  }
}

function parseMessage(value: unknown): Message {
  const { type, ids } = parseRecord(value, 'message');
  if (type !== 'arrived' && type !== 'seen') return { type: 'joined' };
  return { type, ids: parseList(ids, (id) => parseString(id, 'id', 128), 'ids', CAPACITY) };
}
