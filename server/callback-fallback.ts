/**
 * What a browser shows when AuthKit's redirect reaches the network: the worker that began the sign-in is not there to
 * finish it. There is no script in it, so nothing can read the code from the address (R21).
 */
export const CALLBACK_FALLBACK = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign-in could not be completed</title>
</head>
<body>
<main>
<h1>Sign-in could not be completed</h1>
<p>The part of this app that keeps your sessions was not running when you came back. Nothing was signed in.</p>
<p><a href="/">Go to your organizations and sign in again</a></p>
</main>
</body>
</html>
`;
