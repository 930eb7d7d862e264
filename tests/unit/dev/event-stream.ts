/** One event as it stands in the stream; a comment is `{ comment }`. */
export interface StreamedEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly retry?: string;
  readonly comment?: string;
}

/** Reads a response as server-sent events, one at each call of `next`; `undefined` at the end. */
export function readEvents(response: Response): {
  next(): Promise<StreamedEvent | undefined>;
  cancel(): Promise<void>;
} {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('The response has no body.');
  let buffer = '';
  return {
    async next() {
      let end = buffer.indexOf('\n\n');
      while (end === -1) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        buffer += value;
        end = buffer.indexOf('\n\n');
      }
      const block = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      return Object.fromEntries(
        block.split('\n').map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon) || 'comment', line.slice(colon + 2)];
        }),
      );
    },
    cancel: () => reader.cancel(),
  };
}
