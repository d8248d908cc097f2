import { gzipSync } from 'node:zlib';
import type { LiveResponseCommand, MachineAction } from '../tenant/machineAction.ts';
import type { PackageContent } from './content.ts';
import { contentOfBytes } from './content.ts';
import { seededBytes } from './seededBytes.ts';

const programBytes = 90_000;
const octets = 'application/octet-stream';

/** What a completed command brought: a script's report as JSON, or the file that was fetched, packed with gzip. */
export function liveResponseResult(action: Readonly<MachineAction>, index: number): PackageContent {
  const command = action.commands?.[index];
  if (command === undefined || command.command.type === 'PutFile') {
    throw new RangeError(`Command ${index} of action ${action.id} has no result.`);
  }
  const endedAt = new Date(
    Math.floor(Date.parse(command.endTime ?? action.creationDateTimeUtc) / 1000) * 1000,
  );
  return command.command.type === 'RunScript'
    ? contentOfBytes(Buffer.from(scriptReport(action, command), 'utf8'), endedAt, octets)
    : contentOfBytes(gzipSync(fileOf(action, parameter(command, 'Path'))), endedAt, octets);
}

function scriptReport(action: Readonly<MachineAction>, command: LiveResponseCommand): string {
  const name = parameter(command, 'ScriptName');
  return JSON.stringify({
    script_name: name,
    exit_code: 0,
    script_output: `Transcript started\r\n${name} on ${action.computerDnsName}: 3 findings\r\nTranscript stopped\r\n`,
    script_errors: '',
  });
}

function fileOf(action: Readonly<MachineAction>, path: string): Buffer {
  if (path.endsWith('.json')) {
    const findings = ['upd.exe', 'invoice.iso', 'C:\\Users\\Public\\Größe.txt'];
    return Buffer.from(JSON.stringify({ device: action.computerDnsName, findings }), 'utf8');
  }
  const program = seededBytes(`${action.id} ${path}`, programBytes);
  program.write('MZ', 'latin1');
  return program;
}

function parameter({ command }: LiveResponseCommand, key: string): string {
  return command.params.find((param) => param.key === key)?.value ?? '';
}
