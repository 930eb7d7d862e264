import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useAuth } from '@workos-inc/authkit-react';
import { addNote, notesQuery } from './api.ts';

export function Notes({ orgSlug }: { readonly orgSlug: string }) {
  // Only here: while this tab has no session, `useAuth()` still names the user and the role of the session before.
  const { user, role, getAccessToken, signOut } = useAuth();
  const queryClient = useQueryClient();
  const { data: notes } = useSuspenseQuery(notesQuery(orgSlug));
  const add = useMutation({
    mutationFn: async (text: string) => addNote(text, await getAccessToken()),
    onSuccess: () => queryClient.invalidateQueries(notesQuery(orgSlug)),
    networkMode: 'always',
  });
  return (
    <>
      <p>
        {user?.firstName} {user?.lastName}, {role}{' '}
        <button type="button" onClick={() => signOut()}>
          Sign out
        </button>
      </p>
      <ul>
        {notes.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
      <form
        action={(form) => {
          add.mutate(String(form.get('text')));
        }}
      >
        <input name="text" aria-label="New note" required />
        <button type="submit">Add</button>
        {add.isError && <p role="alert">The note was not added.</p>}
      </form>
    </>
  );
}
