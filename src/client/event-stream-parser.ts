import type { StreamItem } from './stream-item.ts';

/** Longest event or line that is kept in memory, UTF-16 code units: a stream without a line end must not fill it. */
const LENGTH_LIMIT = 16 * 1024 * 1024;

/**
 * Interprets the text of an event stream, however it is cut into pieces (HTML Living Standard §9.2.6). Lines end with
 * LF, CR or CRLF.
 */
export class EventStreamParser {
  #pending = '';
  #endsInCarriageReturn = false;
  #data: string[] = [];
  #length = 0;
  #type = '';
  /** The id that the current event has itself, apart from the one that it inherits. */
  #id: string | undefined;

  /**
   * Takes the next piece of text.
   *
   * @throws RangeError when an event is longer than 16 million characters
   */
  push(text: string): StreamItem[] {
    // A CR is a line end at once; the LF that may follow it comes with the next piece.
    const rest = this.#endsInCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#endsInCarriageReturn = text.endsWith('\r');
    const [first = '', ...others] = rest.split(/\r\n|\n|\r/);
    const lines = [this.#pending + first, ...others];
    this.#pending = lines.pop() ?? '';
    const items = lines.flatMap((line) => (line === '' ? this.#dispatch() : this.#take(line)));
    if (this.#pending.length + this.#length > LENGTH_LIMIT) throw new RangeError('An event is too long.');
    return items;
  }

  #take(line: string): StreamItem[] {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'retry' && /^\d+$/.test(value)) return [{ type: 'retry', delay: Number(value) }];
    if (name === 'event') this.#type = value;
    if (name === 'id' && !value.includes('\0')) this.#id = value;
    if (name === 'data') {
      this.#data.push(value);
      // And its line end: an event can have any number of empty lines.
      this.#length += value.length + 1;
    }
    return [];
  }

  /** An empty line ends an event. One without data only moves the position in the stream. */
  #dispatch(): StreamItem[] {
    const items: StreamItem[] = [];
    if (this.#data.length > 0) {
      const event = { type: this.#type || 'message', id: this.#id ?? '', data: this.#data.join('\n') };
      items.push({ type: 'event', event });
    }
    // After its event: a reader that is stopped in between gets the event again.
    if (this.#id !== undefined) items.push({ type: 'position', lastEventId: this.#id });
    this.#data = [];
    this.#length = 0;
    this.#type = '';
    this.#id = undefined;
    return items;
  }
}
