import type { MessageBus } from './api/message-bus.ts';
import type { OrganizationDirectory } from './organization-directory.ts';

const TOPIC = 'directory';

/**
 * Tells every process of the API when this one has changed the directory. What a process remembers of WorkOS would otherwise
 * hide a new organization from its own user, whose next request may go to another process.
 */
export function shareDirectoryChanges(
  directory: OrganizationDirectory,
  messages: MessageBus,
): OrganizationDirectory {
  const { clear, createOrganization, leaveOrganization } = directory;
  if (clear === undefined) return directory;
  messages.subscribe(TOPIC, clear);
  /** Also after a failure, because WorkOS may have made the change. A lost message delays it by what is remembered. */
  const announce = async <T>(change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      await messages.publish(TOPIC, '').catch(() => {});
    }
  };
  return {
    ...directory,
    ...(createOrganization && { createOrganization: (created) => announce(createOrganization(created)) }),
    ...(leaveOrganization && { leaveOrganization: (...both) => announce(leaveOrganization(...both)) }),
  };
}
