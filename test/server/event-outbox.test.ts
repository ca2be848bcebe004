import { expect, test } from 'vitest';
import { EventOutbox } from '../../src/server/event-outbox.ts';
import type { Events } from '../../src/shared/contract.ts';
import { runningJob } from '../contract/fake-engine.ts';

function slowClient() {
  const sent: [string, unknown][] = [];
  let unread = 0;
  const outbox = new EventOutbox({
    send: (event, payload) => sent.push([event, payload]),
    unreadBytes: () => unread,
  });
  return { outbox, sent, lag: (bytes: number) => (unread = bytes) };
}

const layout = (epoch: number): Events['layout'] => ({
  projectionId: 'p',
  modelId: 'm',
  epoch,
  epochs: 200,
  values: new Float32Array(2),
});
const MANY = 2 ** 24;

test('a client that keeps up gets everything in order', () => {
  const { outbox, sent } = slowClient();
  for (const epoch of [1, 2, 3]) outbox.push('layout', layout(epoch));
  expect(sent.map(([, payload]) => (payload as Events['layout']).epoch)).toEqual([1, 2, 3]);
});

test('a client that lags gets the latest of each live state once it has caught up', () => {
  const { outbox, sent, lag } = slowClient();
  lag(MANY);
  for (const epoch of [1, 2, 3]) outbox.push('layout', layout(epoch));
  outbox.push('job', runningJob('a'));
  outbox.push('job', { ...runningJob('b') });
  outbox.push('job', { ...runningJob('a'), state: 'done' });
  outbox.flush();
  expect(sent).toEqual([]);
  lag(0);
  outbox.flush();
  expect(sent).toEqual([
    ['layout', layout(3)],
    ['job', runningJob('b')],
    ['job', { ...runningJob('a'), state: 'done' }],
  ]);
});

test('what comes later never overtakes what waits', () => {
  const { outbox, sent, lag } = slowClient();
  lag(MANY);
  outbox.push('layout', layout(1));
  lag(0);
  outbox.push('layout', layout(2));
  outbox.flush();
  expect(sent).toEqual([['layout', layout(2)]]);
});

test('events that each count are never dropped', () => {
  const { outbox, sent, lag } = slowClient();
  lag(MANY);
  outbox.push('engine', { state: 'restarting', message: 'a' });
  outbox.push('engine', { state: 'ready', message: 'b' });
  expect(sent).toHaveLength(2);
});
