/**
 * Calls `onText` for each text on a channel, once the script was evaluated: the first channel is one of the most expensive
 * steps of a start, and the worker has nothing to do until the browser delivers the first event.
 *
 * @returns listens at once, if it does not yet
 */
export function followChannel(name: string, onText: (text: string) => void): () => void {
  let channel: BroadcastChannel | undefined;
  const listen = (): void => {
    if (channel !== undefined) return;
    channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') onText(data);
    });
  };
  setTimeout(listen, 0);
  return listen;
}
