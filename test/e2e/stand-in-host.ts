/** The built desktop application, on the stand-in for Electron. */
import { launchDesktop } from '../main/electron-stand-in/launch.ts';
import { listenForComplaints, type Shell } from './shell.ts';

export async function openInStandIn(library: string): Promise<Shell> {
  const { page, control, close } = await launchDesktop({ library });
  return {
    page,
    complaints: listenForComplaints(page),
    async chooseFolder(folder, act) {
      await control.answerDialogs([[folder]]);
      await act();
    },
    close,
  };
}
