import { createEffect, createSignal } from 'solid-js';
import { useConfirmation } from '../../solid/index.ts';

/** The name of the app, shown after each page's title. */
const APP = 'Keyring';

/** The title of the page without the name of the app; undefined while its session is not confirmed. */
const [pageTitle, setPageTitle] = createSignal<string>();

export { pageTitle };

/** Sets the document's title. The title names no organization until its session is confirmed. */
export function PageTitle(props: { title: string }) {
  const confirmation = useConfirmation();
  createEffect(() => {
    const title = confirmation() === 'confirmed' ? props.title : undefined;
    document.title = title === undefined ? APP : `${title} · ${APP}`;
    setPageTitle(title);
  });
  return null;
}
