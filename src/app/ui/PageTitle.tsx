import { createEffect } from 'solid-js';
import { useConfirmation } from '../../solid/index.ts';

/** The name of the app, shown after each page's title. */
const APP = 'Keyring';

/** Sets the document's title. The title names no organization until its session is confirmed. */
export function PageTitle(props: { title: string }) {
  const confirmation = useConfirmation();
  createEffect(() => {
    document.title = confirmation() === 'confirmed' ? `${props.title} · ${APP}` : APP;
  });
  return null;
}
