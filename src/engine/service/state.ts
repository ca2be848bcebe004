/** Answers about what screens keep over a restart. */
import type { Answers, Rooms } from './rooms.ts';

type StateMethod = Extract<keyof Answers, `state.${string}`>;

export function stateAnswers({ library: { screenState } }: Rooms): Answers<StateMethod> {
  return {
    'state.read': ({ key }) => ({ value: screenState.read(key) }),
    'state.write': ({ key, value }) => screenState.write(key, value),
  };
}
