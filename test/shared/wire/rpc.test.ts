import { describe, expect, test } from 'vitest';
import { cancelledError, MorphospaceError } from '../../../src/shared/errors.ts';
import type { Progress } from '../../../src/shared/progress.ts';
import { type Connection, RpcChannel, type RpcOptions } from '../../../src/shared/wire/rpc.ts';

/** Two ends joined in memory; messages arrive in a later turn, as over a pipe. */
function connectionPair(): [Connection, Connection] {
  const listeners: ((message: Uint8Array) => void)[] = [];
  const closers: (() => void)[] = [];
  const end = (self: number): Connection => ({
    send: (message) => queueMicrotask(() => listeners[1 - self]?.(message)),
    onMessage: (listener) => (listeners[self] = listener),
    onClose: (listener) => (closers[self] = listener),
    close: () => closers.forEach((close) => close()),
  });
  return [end(0), end(1)];
}

function channelPair(server: RpcOptions, client: RpcOptions = {}) {
  const [near, far] = connectionPair();
  return { server: new RpcChannel(far, server), client: new RpcChannel(near, client), near };
}

describe('a call', () => {
  test('brings parameters there and the result back', async () => {
    const { client } = channelPair({
      answer: (method, params) => Promise.resolve({ method, params, bytes: new Uint8Array([7]) }),
    });
    expect(await client.call('double', { x: NaN })).toEqual({
      method: 'double',
      params: { x: NaN },
      bytes: new Uint8Array([7]),
    });
  });

  test('brings back errors with name, code, message, advice and stack', async () => {
    const thrown = new MorphospaceError('disk-full', 'The disk is full.', 'Free some space.');
    const { client } = channelPair({ answer: () => Promise.reject(thrown) });
    const error = await client.call('write', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MorphospaceError);
    expect(error).toMatchObject({
      name: 'MorphospaceError',
      code: 'disk-full',
      message: 'The disk is full.',
      advice: 'Free some space.',
      stack: thrown.stack,
    });
  });

  test('is answered with an error when the result cannot cross the border', async () => {
    const { client } = channelPair({ answer: () => Promise.resolve(new Map()) });
    await expect(client.call('odd', {})).rejects.toThrow('type Map');
  });

  test('hears its own progress and events, and no other call’s', async () => {
    const { client } = channelPair({
      answer: (method, _, { progress, emit }) => {
        progress({ title: method, value: 0.5 });
        emit('step', method);
        return Promise.resolve(method);
      },
    });
    const heard: unknown[] = [];
    const listen = (name: string) =>
      client.call(
        name,
        {},
        {
          onProgress: (progress: Progress) => heard.push([name, progress.title]),
          onEvent: (event, payload) => heard.push([name, event, payload]),
        },
      );
    await Promise.all([listen('a'), listen('b')]);
    expect(heard).toEqual([
      ['a', 'a'],
      ['a', 'step', 'a'],
      ['b', 'b'],
      ['b', 'step', 'b'],
    ]);
  });

  test('aborts the signal of the other end when it is cancelled', async () => {
    const { client } = channelPair({
      answer: (_, __, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(cancelledError()))),
    });
    const controller = new AbortController();
    const call = client.call('wait', {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('is not even sent when it is cancelled beforehand', async () => {
    let calls = 0;
    const { client } = channelPair({ answer: () => Promise.resolve(++calls) });
    await expect(client.call('x', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(calls).toBe(0);
  });

  test('rejects when the connection closes before the answer, and the other end is told to stop', async () => {
    let stopped = false;
    const { client, near } = channelPair({
      answer: (_, __, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => (stopped = true))),
    });
    const call = client.call('wait', {});
    await Promise.resolve();
    near.close();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    await expect(client.call('again', {})).rejects.toMatchObject({ code: 'disconnected' });
    expect(stopped).toBe(true);
  });
});

test('a message of another language closes the connection', async () => {
  const [near, far] = connectionPair();
  let closed = false;
  new RpcChannel(far, { onClose: () => (closed = true) });
  near.send(new Uint8Array([9, 0, 0, 0, 1, 2]));
  await Promise.resolve();
  expect(closed).toBe(true);
});
