import { createEffect } from 'solid-js';
import { useConfirmation } from '../../solid/index.ts';

/** The name of the app, after every page's own title. */
const APP = 'Keyring';

/** Sets the document's title while it is rendered; it names no organization while its session is not confirmed. */
export function PageTitle(props: { title: string }) {
  const confirmation = useConfirmation();
  createEffect(() => {
    document.title = confirmation() === 'confirmed' ? `${props.title} · ${APP}` : APP;
  });
  return null;
}
