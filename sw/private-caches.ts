/** The cache that keeps one person's data of one organization; the only kind of cache for API answers (R14). */
export function privateCacheName(organizationId: string, userId: string): string {
  return `keyring:${organizationId}:${userId}`;
}

/** Wipes what a person's session in an organization left in Cache Storage. */
export async function deletePrivateCaches(organizationId: string, userId: string): Promise<void> {
  await caches.delete(privateCacheName(organizationId, userId));
}
