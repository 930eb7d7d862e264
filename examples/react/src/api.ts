import { queryOptions } from '@tanstack/react-query';
import { orgFetch } from 'org-keyring/client'; // keyring

export interface Note {
  readonly id: string;
  readonly text: string;
}

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The API responded with ${status}.`);
    this.status = status;
  }
}

/**
 * The notes of one organization. Its slug is in the key, so no organization shows the cached data of another. The user need not
 * be: each user has a cache of their own.
 */
export function notesQuery(orgSlug: string) {
  return queryOptions({
    queryKey: [orgSlug, 'notes'],
    queryFn: async ({ signal }): Promise<Note[]> => {
      // A preload on hover runs while the URL names another organization, so the request names its own.
      const response = await orgFetch(orgSlug, '/api/notes', { signal }); // keyring
      if (!response.ok) throw new ApiError(response.status);
      return response.json();
    },
    retry: false,
    // Without it, TanStack Query waits for the network and the page shows nothing.
    networkMode: 'always',
  });
}

/** Adds a note with the token of `useAuth()`. An app that already uses the official SDK calls its API like this. */
export async function addNote(text: string, accessToken: string): Promise<void> {
  const response = await fetch('/api/notes', {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (!response.ok) throw new ApiError(response.status);
}
