/** The engine as everybody sees it: the contract's methods and events, and bulk bytes by path. */
import type { Transport } from '../../shared/contract.ts';

/** A request for bulk bytes; paths are those of shared/resources.ts, with their query. */
export interface ResourceRequest {
  path: string;
  /** First and last byte, both included, as in an HTTP Range header; `end` may be left out. */
  range?: { start: number; end?: number };
}

export interface ResourceResponse {
  /** 200 all of it, 206 the range, 404 no such thing, 416 a range outside of it. */
  status: 200 | 206 | 404 | 416;
  contentType: string;
  body: Uint8Array;
  /** Size of the whole in bytes, and where `body` starts in it. */
  total: number;
  start: number;
  /** Changes whenever the bytes do. */
  etag: string;
  /** `immutable` when the path is versioned, else to be asked for again with the etag. */
  cache: 'immutable' | 'revalidate';
  /** A name for saving it, when it is a download. */
  fileName?: string;
}

export interface Engine extends Transport {
  resource(request: ResourceRequest): Promise<ResourceResponse>;
}
