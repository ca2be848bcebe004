/**
 * Runs an asynchronous question for the newest input only: one is under way, the newest waits, and those between are forgotten. So
 * a hand on a slider gets as many answers as the engine can give, and never one that lies further back than the last but one.
 */
export function newestOnly<Input>(run: (input: Input) => Promise<void>): (input: Input) => void {
  let busy = false;
  let waiting: { input: Input } | null = null;

  async function work(input: Input): Promise<void> {
    busy = true;
    try {
      await run(input);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next !== null) void work(next.input);
    }
  }

  return (input) => {
    if (busy) waiting = { input };
    else void work(input);
  };
}
