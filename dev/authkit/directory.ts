import type { DirectoryOrganization, OrganizationDirectory } from '../organization-directory.ts';
import type { Organization } from './options.ts';
import { secretId } from './secret.ts';
import type { AuthKitContext } from './state.ts';

/**
 * The example API's view of the users and organizations in this AuthKit. It reads the current state at each call, so a
 * deactivated membership is missing from the next response.
 *
 * @param save writes the state, so that a created organization survives a restart
 */
export function organizationDirectory(
  context: AuthKitContext,
  save: () => Promise<void>,
): OrganizationDirectory {
  return {
    organizationBySlug: async (slug) => listed(context.state.memberships.organizationBySlug(slug)),
    organizationById: async (id) => listed(context.state.memberships.organization(id)),
    organizationsOf: async (userId) => context.state.memberships.organizationsOf(userId).map(directoryEntry),
    user: async (userId) => {
      const user = context.state.memberships.user(userId);
      return {
        id: userId,
        email: user?.email ?? null,
        name: user === undefined ? null : `${user.firstName} ${user.lastName}`.trim() || null,
      };
    },
    async createOrganization({ name, slug, adminId }) {
      const organization: Organization = {
        id: secretId('org_'),
        slug,
        name,
        policy: 'none',
        members: [{ userId: adminId, role: 'admin' }],
      };
      context.state.memberships.addOrganization(organization);
      await save();
      return directoryEntry(organization);
    },
    async leaveOrganization(userId, organizationId) {
      context.state.memberships.deleteMembership(userId, organizationId);
      context.state.sessions.revokeMember(userId, organizationId);
      await save();
    },
  };
}

function listed(organization: Organization | undefined): DirectoryOrganization | undefined {
  return organization && directoryEntry(organization);
}

function directoryEntry({ id, slug, name, policy }: Organization): DirectoryOrganization {
  return { id, slug, name, ...(policy !== 'none' && { requires: policy }) };
}
