import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  usage: '',
  summary: 'Say what this machine can train on, what is missing, and how to get it.',
  options: {},
  maximumArguments: 0,
  async run({ engine, output }) {
    const report = await (await engine()).call('app.doctor', {});
    const mark = (ok: boolean) => (ok ? 'ok     ' : 'missing');
    output.result(report, [
      `Morphospace ${report.version} on Node ${report.node}, ${report.platform}, ${report.processors} processors, ${(report.memoryBytes / 2 ** 30).toFixed(0)} GiB of memory.`,
      `Library: ${report.library.folder} (${(report.library.freeBytes / 2 ** 30).toFixed(1)} GiB free)`,
      'Devices to train on:',
      ...report.devices.map(
        ({ device, available, name, reason, advice }) =>
          `  ${mark(available)} ${device.padEnd(10)} ${available ? name : `${reason} ${advice}`}${available && reason ? ` (${reason})` : ''}`,
      ),
      'Parts:',
      ...report.checks.map(
        ({ name, ok, detail, advice }) => `  ${mark(ok)} ${name}: ${detail}${ok ? '' : ` ${advice}`}`,
      ),
    ]);
  },
};
