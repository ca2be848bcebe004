/**
 * Who may talk to the browser host. Other people's pages can send requests to 127.0.0.1 from this machine's browser, and
 * other users of the machine can reach the port, so every request needs all of these:
 *
 * - a Host that names this machine, which stops a foreign name that was made to point here (DNS rebinding);
 * - an Origin, where the browser sends one, that is the page's own;
 * - the cookie, which is given in exchange for the token in the printed address.
 *
 * As in Jupyter, the token holds as long as the host runs: the address can be opened again, in another browser too. The
 * cookie is HttpOnly and SameSite=Strict, and the exchange takes the token out of the address bar and the history.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const OUR_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

export type Refusal = 'foreign-host' | 'foreign-origin' | 'no-cookie';

export class Access {
  readonly token = randomBytes(24).toString('base64url');
  /** The cookie's value; not the token, so that neither gives the other away. */
  readonly #session = randomBytes(24).toString('base64url');

  /** Why a request is refused, or null when it is welcome. Browsers always send an Origin with a WebSocket: there it is needed. */
  refusal(request: IncomingMessage, { needsOrigin = false } = {}): Refusal | null {
    if (needsOrigin && request.headers.origin === undefined) return 'foreign-origin';
    return refuseForeign(request) ?? (this.#hasCookie(request) ? null : 'no-cookie');
  }

  /** The `Set-Cookie` for a request that brings the right token in its address, else null. */
  cookieFor(request: IncomingMessage, token: string | null): string | null {
    if (token === null || refuseForeign(request) !== null || !equal(token, this.token)) return null;
    return `${cookieName(request)}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #hasCookie(request: IncomingMessage): boolean {
    const name = cookieName(request);
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
    return cookies.some(([key, value]) => key === name && equal(value ?? '', this.#session));
  }
}

function refuseForeign({ headers: { host, origin } }: IncomingMessage): Refusal | null {
  // Any port will do: over an SSH tunnel the browser's differs from ours.
  if (host === undefined || !OUR_HOSTS.has(host.replace(/:\d+$/, ''))) return 'foreign-host';
  if (origin !== undefined && origin !== `http://${host}`) return 'foreign-origin';
  return null;
}

/** Cookies do not know ports, and two tunnels to two machines are two ports of one host. */
function cookieName({ headers: { host } }: IncomingMessage): string {
  return `morphospace-${/:(\d+)$/.exec(host ?? '')?.[1] ?? '80'}`;
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
