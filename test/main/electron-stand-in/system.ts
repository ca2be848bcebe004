/** The parts of Electron that ask something of the system: the test answers. */
import { onCommand, recordCall } from './control.ts';

const answers: (string[] | number)[] = [];
onCommand('answerDialogs', (added) => void answers.push(...added));

/** Dialogs are called with or without a window. */
function askDialog(name: string, parameters: unknown[]): string[] | number {
  recordCall(name, parameters.at(-1));
  const answer = answers.shift();
  if (answer === undefined) throw new Error(`No answer was prepared for ${name}.`);
  return answer;
}

export const dialog = {
  async showOpenDialog(...parameters: unknown[]) {
    const filePaths = askDialog('showOpenDialog', parameters) as string[];
    return { canceled: filePaths.length === 0, filePaths };
  },
  async showMessageBox(...parameters: unknown[]) {
    return { response: askDialog('showMessageBox', parameters) as number };
  },
  showErrorBox: (title: string, content: string) => recordCall('showErrorBox', title, content),
};

export const shell = { showItemInFolder: (path: string) => recordCall('showItemInFolder', path) };

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => recordCall('setApplicationMenu', menu),
};

export const nativeTheme = { shouldUseDarkColors: false };

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };

type RequestHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;

let requestHandler: RequestHandler = (_, __, answer) => answer(true);
let checkHandler: (contents: unknown, permission: string) => boolean = () => true;

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: RequestHandler) => (requestHandler = handler),
    setPermissionCheckHandler: (handler: typeof checkHandler) => (checkHandler = handler),
  },
};

onCommand('askPermission', (permission) => {
  let granted = false;
  requestHandler(null, permission, (answer) => (granted = answer));
  return granted || checkHandler(null, permission);
});
