/** Opens an address in the person's browser. Where there is none, the printed address is what they have. */
import { spawn } from 'node:child_process';

export function openBrowser(url: string): void {
  const [program, ...parameters] = opener(url);
  const child = spawn(program, parameters, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): [program: string, ...parameters: string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', url];
    default:
      return ['xdg-open', url];
  }
}
