/** The engine over Electron's IPC, through the functions that the preload script has put on the window. */
import type { Transport } from '../../shared/contract.ts';
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import { fromErrorRecord } from '../../shared/errors.ts';

export function electronTransport(bridge: DesktopBridge): Transport {
  const removers = new Set<() => void>();
  return {
    async call(method, params) {
      const outcome = await bridge.call(method, params);
      if (!outcome.ok) throw fromErrorRecord(outcome.error);
      return outcome.value;
    },
    on(event, listener) {
      const removeListener = bridge.on(event, listener);
      const remove = () => {
        removers.delete(remove);
        removeListener();
      };
      removers.add(remove);
      return remove;
    },
    close() {
      for (const remove of [...removers]) remove();
    },
  };
}
