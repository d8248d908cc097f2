import type { Collection } from './collectedHost.ts';
import { seededBytes } from './seededBytes.ts';
import type { Member } from './zip.ts';

// What the rows of the documentation's table come to; the names are ours, since none are documented.

const everywhere = [
  'disk_volumes/mounts.txt',
  'network/active_connections.txt',
  'network/arp.txt',
  'network/firewall_rules.txt',
  'network/listening_connections.txt',
  'open_files/open_files.txt',
  'processes/processes.txt',
  'system/hardware.txt',
  'users_and_groups/users.txt',
];

const onMac = [
  'applications/applications.txt',
  'history/shell_history.txt',
  'kernel_modules/kernel_modules.txt',
  'network/interfaces.txt',
  'system/certificates.txt',
  'system/configuration_profiles.txt',
  'system_security/sip_status.txt',
  'users_and_groups/sudoers.txt',
];

const onLinux = ['network/ip_list.txt', 'system/cpu.txt', 'system/os_release.txt'];

const gzipStart = [0x1f, 0x8b, 0x08];

/** The members of a macOS or Linux device's package: short texts, and an archive of the sensor's logs for weight. */
export function unixPackageMembers(collection: Collection, packageBytes: number, isMac: boolean): Member[] {
  const { guid, host, startedAt } = collection;
  const texts = [...everywhere, ...(isMac ? onMac : onLinux)].toSorted().map((path) => {
    const user = collection.choices(path).pick(host.users).name;
    const lines = [
      `# ${path}`,
      `host ${host.name}`,
      `collected ${startedAt.toISOString()}`,
      `user ${user}`,
      '',
    ];
    return { path, content: lines.join('\n') };
  });
  const logs = seededBytes(`${guid} logs`, packageBytes);
  logs.set(gzipStart);
  return [...texts, { path: 'logs/mdatp_logs.tgz', content: logs }];
}
