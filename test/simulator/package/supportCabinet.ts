import { cabinetBytes } from '../../fixtures/cabinet/cabinetBytes.ts';
import type { Random } from '../tenant/random.ts';
import type { Collection } from './collectedHost.ts';
import { processesOf } from './processes.ts';
import { lines, secondsAfter } from './text.ts';

const day = 86_400;
const service = '4.18.25070.5';
const engine = '1.1.25070.4';
const canary = 'C:\\Users\\Public\\eicar.com';
const implant = 'C:\\Users\\Public\\Libraries\\upd.exe';
const scanLines = 4_000;

/** What Defender's own collector packs: its logs, in UTF-16 without a byte order mark, and its settings and state. */
export function supportCabinet(collection: Collection): Buffer {
  const { startedAt } = collection;
  const beginning = secondsAfter(startedAt, -6 * day);
  const stamp = `${digits(beginning).slice(0, 8)}-${digits(beginning).slice(8, 14)}`;
  const modifiedAt = startedAt.toISOString().slice(0, 19);
  const files = [
    { name: `MPDetection-${stamp}.log`, content: utf16(detections(collection)) },
    { name: `MPLog-${stamp}.log`, content: utf16(serviceLog(collection)) },
    { name: 'MPRegistry.txt', content: registry(collection) },
    { name: 'MPStateInfo.txt', content: state(collection) },
  ];
  return cabinetBytes({ folders: [{ files: files.map((file) => ({ ...file, modifiedAt })) }] }).bytes;
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** `20250801T123456789` without the T: a time as it stands in names. */
function digits(moment: Date): string {
  return moment.toISOString().replace(/\D/g, '');
}

function logTime(moment: Date, random: Random): string {
  return `${moment.toISOString().slice(0, 19)}.${String(random.integer(0, 999)).padStart(3, '0')}`;
}

function detections({ startedAt, choices }: Collection): string {
  const random = choices('detections');
  const rows: string[] = [];
  for (let days = 6; days >= 1; days--) {
    const moment = secondsAfter(startedAt, -days * day + random.integer(0, day / 2));
    const signatures = `1.433.${400 - days * 7}.0`;
    rows.push(
      `${logTime(moment, random)} Version: Service ${service} Engine ${engine} AntiSpyware ${signatures} AntiVirus ${signatures}`,
    );
    if (days === 5 || days === 3) {
      const [threat, file] =
        days === 5 ? ['Virus:DOS/EICAR_Test_File', canary] : ['Trojan:Win32/Wacatac.B!ml', implant];
      rows.push(
        `${logTime(secondsAfter(moment, 60), random)} DETECTION_ADD#2 ${threat} file:${file} PropBag [length: 0, data: (null)]`,
        `${logTime(secondsAfter(moment, 62), random)} DETECTION_CLEANEVENT2 MPSOURCE_REALTIME MP_REMEDIATION_QUARANTINE file:${file} Status:0x0`,
      );
    }
  }
  return lines(rows);
}

function serviceLog(collection: Collection): string {
  const { startedAt, choices } = collection;
  const random = choices('service log');
  const processes = processesOf(collection).filter(({ path }) => path !== '');
  const rows = Array.from({ length: scanLines }, (_, at) => {
    const moment = secondsAfter(startedAt, Math.round((at / scanLines - 1) * 6 * day));
    const { name, pid, path } = random.pick(processes);
    return `${logTime(moment, random)} ${serviceLine(name, pid, path, random)}`;
  });
  const head = [
    '-'.repeat(100),
    `MpClient service log started at ${secondsAfter(startedAt, -6 * day).toISOString()}`,
    `Product Version: ${service}, Service Version: ${service}, Engine Version: ${engine}`,
    '-'.repeat(100),
  ];
  return lines(head, rows);
}

function serviceLine(name: string, pid: number, path: string, random: Random): string {
  const onDevice = path.replace(/^[a-z]:/i, '\\Device\\HarddiskVolume3');
  return random.pick([
    () =>
      `ProcessImageName: ${name}, Pid: ${pid}, TotalTime: ${random.integer(15, 9_999)}, Count: ${random.integer(1, 900)}, ` +
      `MaxTime: ${random.integer(15, 900)}, MaxTimeFile: ${onDevice}, EstimatedImpact: ${random.integer(0, 40)}%`,
    () =>
      `Engine:EMS scan for process: ${name} pid: ${pid}, sigseq: 0x${random.hex(16)}, sendMemoryScanReport: ${random.integer(0, 1)}, source: 1`,
    () =>
      `SDN:Issuing SDN query for ${onDevice} (${onDevice}) (sha1=${random.hex(40)}, sha2=${random.hex(64)})`,
    () =>
      `[RTP] [Mini-filter] Unsuccessful scan status: ${onDevice}. Process: ${name}, Status: 0xc0000022, State: 0`,
    () => `Lowfi: ${onDevice} (#Lowfi:SIGATTR:${random.hex(8)}) size ${random.integer(4_096, 9_999_999)}`,
  ] as const)();
}

function registry({ host, choices }: Collection): string {
  const random = choices('Defender registry');
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Defender';
  const values: readonly (readonly [key: string, values: readonly string[]])[] = [
    [
      '',
      [
        'DisableAntiSpyware REG_DWORD 0x0',
        `ProductStatus REG_DWORD 0x0`,
        'ManagedDefenderProductType REG_DWORD 0x6',
      ],
    ],
    [
      '\\Exclusions\\Paths',
      host.isServer ? ['D:\\MSSQL\\Data REG_DWORD 0x0'] : ['C:\\Users\\Public\\Libraries REG_DWORD 0x0'],
    ],
    ['\\Real-Time Protection', ['DisableRealtimeMonitoring REG_DWORD 0x0', 'DpaDisabled REG_DWORD 0x0']],
    [
      '\\Signature Updates',
      [`EngineVersion REG_SZ ${engine}`, `SignatureUpdateCount REG_DWORD 0x${random.hex(3)}`],
    ],
    ['\\Features', ['TamperProtection REG_DWORD 0x5', 'TamperProtectionSource REG_DWORD 0x5']],
  ];
  return lines(values.flatMap(([name, rows]) => [`[${key}${name}]`, ...rows.map((row) => `    ${row}`), '']));
}

function state({ host, startedAt }: Collection): string {
  return lines(
    `Computer name: ${host.name}`,
    `Time: ${startedAt.toISOString()}`,
    `Product version: ${service}`,
    `Engine version: ${engine}`,
    'Real-time protection: enabled',
    'Behaviour monitoring: enabled',
    'Tamper protection: enabled',
    'Cloud protection: advanced',
    'Running mode: Normal',
  );
}
