/** `morphospace://app/…`: the renderer's files, and below /data/ the engine's bulk bytes, as an origin like a web server's. */
import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { findRendererFile } from '../engine/host/renderer-files.ts';
import { answerResource } from '../engine/host/resource-http.ts';
import type { Engine } from '../engine/service/engine.ts';
import { contentSecurityPolicy } from '../shared/content-security-policy.ts';
import { toErrorRecord } from '../shared/errors.ts';
import { DATA_PREFIX } from '../shared/resources.ts';
import { isOurs, SCHEME } from './origin.ts';

/** Must be called before the application is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export function serveScheme(renderer: string, engine: Engine): void {
  protocol.handle(SCHEME, async (request) => {
    try {
      return await answer(request, renderer, engine);
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      return new Response(message, { status: code === 'not-found' || code === 'bad-path' ? 404 : 500 });
    }
  });
}

async function answer(request: Request, renderer: string, engine: Engine): Promise<Response> {
  if (!isOurs(request.url) || request.method !== 'GET') return new Response(null, { status: 404 });
  const { pathname, search } = new URL(request.url);
  if (pathname.startsWith(DATA_PREFIX)) {
    const { status, headers, body } = await answerResource(engine, pathname + search, {
      range: request.headers.get('range') ?? undefined,
      'if-none-match': request.headers.get('if-none-match') ?? undefined,
      'if-range': request.headers.get('if-range') ?? undefined,
    });
    // Of all our answers only 304 has no body, and a Response insists on that.
    return new Response(status === 304 ? null : Uint8Array.from(body), { status, headers });
  }
  const { path, contentType, isPage, cacheControl } = await findRendererFile(renderer, pathname);
  const headers = new Headers({
    'content-type': contentType,
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
  });
  if (isPage) headers.set('content-security-policy', contentSecurityPolicy());
  return new Response(await readFile(path), { headers });
}
