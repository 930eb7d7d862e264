/** Tells the user which browser setting to change so that the app can store sessions on this device. */
export function SiteDataBlocked() {
  return (
    <>
      <p>
        Your browser blocks cookies and other site data for <strong>{location.host}</strong>, so the app
        cannot store your sessions. Allow site data for this address, then reload:
      </p>
      <ul>
        <li>
          Chrome and Edge: click the icon to the left of the address, open <b>Cookies and site data</b>, and
          allow them. Or open <b>Settings › Privacy and security › Site settings › On-device site data</b>.
        </li>
        <li>
          Firefox: open <b>Settings › Privacy &amp; Security › Cookies and Site Data › Manage Exceptions</b>{' '}
          and allow this address.
        </li>
        <li>
          Safari: turn off <b>Settings › Advanced › Block all cookies</b> (on iPhone and iPad:{' '}
          <b>Settings › Apps › Safari › Advanced</b>).
        </li>
      </ul>
    </>
  );
}
