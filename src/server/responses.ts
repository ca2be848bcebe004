/** Answers of the browser host that are not files: errors as data, and the page for those who are not let in. */
import type { ServerResponse } from 'node:http';
import { errorAnswer } from '../engine/host/resource-http.ts';
import { MorphospaceError } from '../shared/errors.ts';
import type { Refusal } from './access.ts';

/** Sent with every answer. */
export function setCommonHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers, body } = errorAnswer(error);
  response.writeHead(status, headers);
  response.end(body);
}

export function methodNotAllowed(): MorphospaceError {
  return new MorphospaceError('method-not-allowed', 'This cannot be done here.', 'Reload the page.');
}

/** A page for a person who came without the cookie; nothing for anybody else. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  if (refusal !== 'no-cookie') {
    response.writeHead(403, headers).end();
    return;
  }
  response
    .writeHead(401, { ...headers, 'content-security-policy': "default-src 'none'" })
    .end(NO_COOKIE_PAGE);
}

// A link from another site does not send the cookie; the same link from this page does.
const NO_COOKIE_PAGE = `<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Morphospace</title>
<h1>Morphospace does not know this browser</h1>
<p>Open the address that Morphospace printed when it was started; it ends in <code>?token=…</code>.</p>
<p>If you have done so already: <a href="/">open the start page</a>.</p>
</html>
`;
