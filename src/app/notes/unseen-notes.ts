import { attempt, parseList, parseRecord, parseString } from '../../protocol/parse.ts';

/** Maximum number of ids in each set: more than the API stores notes for an organization. */
const CAPACITY = 1_000;

/** Messages between the windows of one app. */
type Message =
  /** A new window asks the other windows for their ids. */
  { readonly type: 'joined' } | { readonly type: 'arrived' | 'seen'; readonly ids: readonly string[] };

/**
 * The ids of notes that arrived while an organization's app was hidden. Each note counts once, even if it arrives
 * several times or in several windows, and does not count after any window has shown it.
 */
export class UnseenNotes {
  readonly #unseen = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #channel: BroadcastChannel;
  readonly #isVisible: () => boolean;
  readonly #onCount: (count: number) => void;

  /**
   * @param name of the channel, shared by all windows of one organization's app and one user
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

  /** Records a note that arrived. In a visible window the user sees it. */
  arrive(id: string): void {
    if (this.#isVisible()) this.see([id]);
    else {
      this.#add([id]);
      this.#post({ type: 'arrived', ids: [id] });
    }
  }

  /** Records that the user has seen these notes and all earlier ones. */
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

/** Deletes the oldest ids. */
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
