/** `morphospace://app/…`: the renderer's files, and below /data/ the engine's bulk bytes, as an origin like a web server's. */
import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { findRendererFile, notFound } from '../engine/host/renderer-files.ts';
import { answerResource, errorAnswer, type HttpAnswer } from '../engine/host/resource-http.ts';
import { isUpload, receiveUpload } from '../engine/host/uploads.ts';
import type { Engine } from '../engine/service/engine.ts';
import { contentSecurityPolicy } from '../shared/content-security-policy.ts';
import { DATA_PREFIX } from '../shared/resources.ts';
import { isOurs, SCHEME } from './origin.ts';

/** Must be called before the application is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export interface Served {
  /** The built renderer. */
  renderer: string;
  engine: Engine;
  /** The library's folder, for uploads. */
  library: string;
}

export function serveScheme(served: Served): void {
  protocol.handle(SCHEME, async (request) => {
    try {
      return await answer(request, served);
    } catch (error) {
      return toResponse(errorAnswer(error));
    }
  });
}

async function answer(request: Request, { renderer, engine, library }: Served): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  if (!isOurs(request.url)) throw notFound();
  if (request.method === 'PUT' && request.body !== null && isUpload(pathname)) {
    const bytes = Number(request.headers.get('content-length') ?? 0);
    await receiveUpload(library, { pathname, content: request.body, bytes });
    return new Response(null, { status: 201 });
  }
  const isHead = request.method === 'HEAD';
  if (request.method !== 'GET' && !isHead) throw notFound();
  if (pathname.startsWith(DATA_PREFIX)) {
    const headers = {
      range: request.headers.get('range') ?? undefined,
      'if-none-match': request.headers.get('if-none-match') ?? undefined,
      'if-range': request.headers.get('if-range') ?? undefined,
    };
    return toResponse(await answerResource(engine, pathname + search, headers), isHead);
  }
  const { path, contentType, isPage, cacheControl } = await findRendererFile(renderer, pathname);
  const headers = new Headers({
    'content-type': contentType,
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
  });
  if (isPage) headers.set('content-security-policy', contentSecurityPolicy());
  return new Response(isHead ? null : await readFile(path), { headers });
}

function toResponse({ status, headers, body }: HttpAnswer, isHead = false): Response {
  // Besides the answers to HEAD only 304 has no body, and a Response insists on that.
  return new Response(isHead || status === 304 ? null : Uint8Array.from(body), { status, headers });
}
