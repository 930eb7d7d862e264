import type { RequestOwner } from '../../client/index.ts';
import { attempt, parseRecord } from '../../protocol/parse.ts';
import { type Note, parseNote } from './notes.ts';

const nameOf = ({ organizationId, userId }: RequestOwner): string =>
  `note-outbox:${organizationId}:${userId}`;

/**
 * Tells every page of this user and organization, including this one, that the outbox changed. @param sent a queued
 * note as the API returned it
 */
export function announceOutbox(owner: RequestOwner, sent: unknown = null): void {
  const channel = new BroadcastChannel(nameOf(owner));
  channel.postMessage({ sent });
  channel.close();
}

/** Listens for {@link announceOutbox}. @returns a function that stops listening */
export function followOutbox(owner: RequestOwner, onChange: (sent: Note | undefined) => void): () => void {
  const channel = new BroadcastChannel(nameOf(owner));
  channel.onmessage = ({ data }: MessageEvent<unknown>) =>
    onChange(attempt(() => parseNote(parseRecord(data, 'outbox message').sent)));
  return () => channel.close();
}
