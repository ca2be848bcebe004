/**
 * Electron's `protocol`. Chromium knows no `morphospace:`, so a page of it lies at an https address that does not exist, and
 * every request there is answered by main's handler; to main it looks like its own scheme.
 */
import type { Page, Request as PageRequest, Route } from 'playwright';
import { app } from './app.ts';
import { recordCall } from './control.ts';

type Handler = (request: Request) => Promise<Response>;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    if (app.isReady)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme: string, handler: Handler): void {
    if (!app.isReady) throw new Error('protocol.handle must be called when app is ready');
    if (!privileged.has(scheme))
      throw new Error(`The page of ${scheme}: would have no origin: it is not registered.`);
    handlers.set(scheme, handler);
  },
};

/** `morphospace://app/x` as Chromium sees it: `https://app.morphospace.test/x`. */
export function toPageAddress(address: string): string {
  return address.replace(/^([a-z]+):\/\/([^/]+)/, 'https://$2.$1.test');
}

/** And back; other addresses stay as they are. */
export function fromPageAddress(address: string): string {
  return address.replace(/^https:\/\/([^/]+)\.([a-z]+)\.test(?=\/|$)/, '$2://$1');
}

/** Answers the requests of a page. `mayNavigate` is asked before its own frame goes anywhere. */
export async function interceptRequests(
  page: Page,
  mayNavigate: (address: string) => boolean,
): Promise<void> {
  await page.route('**/*', async (route, request) => {
    const address = fromPageAddress(request.url());
    const handler = handlers.get(address.slice(0, address.indexOf(':')));
    const leaves =
      request.isNavigationRequest() && request.frame() === page.mainFrame() && page.url() !== 'about:blank';
    // Aborted like this, the page stays where it is; with any other reason it would show an error page.
    if (leaves && !mayNavigate(address)) return route.abort('aborted');
    if (handler !== undefined) return fulfil(route, await handler(await toRequest(request, address)));
    // A real window would go there. Nothing of ours should, so the test can ask for it.
    recordCall('request to elsewhere', address);
    return route.abort();
  });
}

async function toRequest(request: PageRequest, address: string): Promise<Request> {
  return new Request(address, {
    method: request.method(),
    headers: await request.allHeaders().then((headers) => new Headers(withoutPseudo(headers))),
    body: request.postDataBuffer(),
  });
}

function withoutPseudo(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).filter(([name]) => !name.startsWith(':'));
}

async function fulfil(route: Route, response: Response): Promise<void> {
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
