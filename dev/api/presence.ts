/** A user who is present. */
export interface PresentUser {
  readonly id: string;
  /** null if the directory does not know it. */
  readonly name: string | null;
}

/** Who is present in each organization. It is an interface, so that several processes can share one. */
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

/** Creates the presence of one process, in memory. */
export function createPresence(): Presence {
  const rooms = new Map<string, Set<Connection>>();

  const announce = (room: ReadonlySet<Connection>): void => {
    // A user with several pages is present once.
    const users = [...new Map([...room].map(({ user }) => [user.id, user])).values()];
    for (const { onChange } of room) onChange(users);
  };

  return {
    join(organizationId, user, onChange) {
      const room = rooms.get(organizationId) ?? new Set();
      rooms.set(organizationId, room);
      const connection = { user, onChange };
      room.add(connection);
      announce(room);
      return () => {
        if (!room.delete(connection)) return;
        if (room.size === 0) rooms.delete(organizationId);
        else announce(room);
      };
    },
  };
}
