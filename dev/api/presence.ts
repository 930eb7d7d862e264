/** A user who is present. */
export interface PresentUser {
  readonly id: string;
  /** null if the directory does not know it. */
  readonly name: string | null;
}

/** Who is present in each organization. */
export interface Presence {
  /**
   * Adds a connection of a user to an organization, and calls `onChange` with everyone who is present: now, and after
   * each change.
   *
   * @returns removes the connection
   */
  join(
    organizationId: string,
    user: PresentUser,
    onChange: (users: readonly PresentUser[]) => void,
  ): () => void;
}

interface Connection {
  readonly user: PresentUser;
  readonly onChange: (users: readonly PresentUser[]) => void;
}

/** The presence of one process. {@link createSharedPresence} adds what other processes report. */
export interface LocalPresence extends Presence {
  /** The users who are connected to this process. */
  own(organizationId: string): readonly PresentUser[];
  /** The organizations that have a connection to this process. */
  organizations(): readonly string[];
  /** Calls `onChange` of every connection of the organization, because users of other processes came or went. */
  announce(organizationId: string): void;
}

/** What {@link createLocalPresence} needs for users of other processes. Default: there are none. */
export interface OtherUsers {
  readonly of: (organizationId: string) => readonly PresentUser[];
  /** Called after a connection of this process was added or removed. */
  readonly onOwnChange: (organizationId: string, userId: string) => void;
}

/** Creates the presence of one process, in memory. */
export function createLocalPresence(others: OtherUsers = { of: () => [], onOwnChange() {} }): LocalPresence {
  const rooms = new Map<string, Set<Connection>>();
  const own = (organizationId: string): readonly PresentUser[] =>
    onceEach([...(rooms.get(organizationId) ?? [])].map(({ user }) => user));
  const announce = (organizationId: string): void => {
    const users = onceEach([...own(organizationId), ...others.of(organizationId)]);
    for (const { onChange } of [...(rooms.get(organizationId) ?? [])]) onChange(users);
  };

  return {
    own,
    announce,
    organizations: () => [...rooms.keys()],
    join(organizationId, user, onChange) {
      const room = rooms.get(organizationId) ?? new Set();
      rooms.set(organizationId, room);
      const connection = { user, onChange };
      room.add(connection);
      announce(organizationId);
      others.onOwnChange(organizationId, user.id);
      return () => {
        if (!room.delete(connection)) return;
        if (room.size === 0) rooms.delete(organizationId);
        else announce(organizationId);
        others.onOwnChange(organizationId, user.id);
      };
    },
  };
}

/** A user with several pages is present once. */
function onceEach(users: readonly PresentUser[]): readonly PresentUser[] {
  return [...new Map(users.map((user) => [user.id, user])).values()];
}
