/** A browser as far as HTTP goes: exact paths, chosen headers, and the cookie once it has one. */
import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

/** Sends the path as it is, where `fetch` would tidy it first. */
export function send(
  origin: string,
  path: string,
  { method = 'GET', headers, body }: Request = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Opens the printed address and gives the cookie that it was exchanged for. */
export async function exchangeToken(url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const { headers } = await send(origin, pathname + search);
  return String(headers['set-cookie']).split(';')[0]!;
}
