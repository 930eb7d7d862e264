import { attempt, parseRecord, type RequestOwner } from '../../client/index.ts';
import { type Note, parseNote } from './notes.ts';

const nameOf = ({ organizationId, userId }: RequestOwner): string =>
  `note-outbox:${organizationId}:${userId}`;

/** Tells every page of this person and organization, this one too, that its outbox changed. @param sent a note that it held, as the API answered it */
export function announceOutbox(owner: RequestOwner, sent: unknown = null): void {
  const channel = new BroadcastChannel(nameOf(owner));
  channel.postMessage({ sent });
  channel.close();
}

/** Hears what {@link announceOutbox} says. @returns stops it */
export function followOutbox(owner: RequestOwner, onChange: (sent: Note | undefined) => void): () => void {
  const channel = new BroadcastChannel(nameOf(owner));
  channel.onmessage = ({ data }: MessageEvent<unknown>) =>
    onChange(attempt(() => parseNote(parseRecord(data, 'outbox message').sent)));
  return () => channel.close();
}
