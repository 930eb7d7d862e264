import { parseJson, parseList, parseNullable, parseRecord, parseString } from '../../src/protocol/parse.ts';
import type { PresentUser } from './presence.ts';

/** The state of some users of one process in one organization. */
export interface PresenceMessage {
  /** The random id of the process. */
  readonly process: string;
  readonly organizationId: string;
  readonly present: readonly PresentUser[];
  /** Ids of users who have no connection to this process any more. */
  readonly absent: readonly string[];
}

/** Longest message, bytes: below the limit of the message bus. */
const LIMIT = 6_000;
/** A longer name is cut, in UTF-16 code units, so that one user always fits into a message. */
const NAME_LIMIT = 200;

/** Writes a message, in as many parts as its size needs. */
export function presenceMessages({ present, absent, ...head }: PresenceMessage): readonly string[] {
  const users = [
    ...present.map(({ id, name }) => ({ present: [{ id, name: name?.slice(0, NAME_LIMIT) || null }] })),
    ...absent.map((id) => ({ absent: [id] })),
  ];
  const parts: string[] = [];
  let part: PresenceMessage = { ...head, present: [], absent: [] };
  let text = '';
  for (const user of users) {
    const longer = join(part, user);
    const longerText = JSON.stringify(longer);
    if (text !== '' && Buffer.byteLength(longerText) > LIMIT) {
      parts.push(text);
      part = join({ ...head, present: [], absent: [] }, user);
      text = JSON.stringify(part);
    } else {
      part = longer;
      text = longerText;
    }
  }
  return text === '' ? parts : [...parts, text];
}

const join = (part: PresenceMessage, user: Partial<PresenceMessage>): PresenceMessage => ({
  ...part,
  present: [...part.present, ...(user.present ?? [])],
  absent: [...part.absent, ...(user.absent ?? [])],
});

/** @throws ParseError */
export function parsePresenceMessage(text: string): PresenceMessage {
  const { process, organizationId, present, absent } = parseRecord(parseJson(text, 'presence'), 'presence');
  return {
    process: parseString(process, 'process'),
    organizationId: parseString(organizationId, 'organizationId'),
    present: parseList(present, parseUser, 'present'),
    absent: parseList(absent, (id) => parseString(id, 'id'), 'absent'),
  };
}

function parseUser(value: unknown): PresentUser {
  const { id, name } = parseRecord(value, 'user');
  return { id: parseString(id, 'id'), name: parseNullable(name, (text) => parseString(text, 'name')) };
}
