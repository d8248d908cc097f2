import { first, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import { fileTimeOfHex } from './fileTime.ts';
import type { RegistryDump } from './registryDump.ts';

const userKey = /^bam\\(?:State\\)?UserSettings\\(S-[\d-]+)$/i;

/**
 * When each user last ran a program, as the Background Activity Moderator keeps it with its services key: in UTC. The
 * program's path begins with its volume's device, whose drive letter is not known.
 */
export function executionTimes(dump: RegistryDump): Table {
  const table = new TableBuilder('executionTimes', [
    first('lastRun', 'time'),
    first('program'),
    first('sid'),
  ]);
  for (const key of dump.keysOfServices.get('bam') ?? []) {
    const [, sid] = userKey.exec(key.belowServices ?? '') ?? [];
    for (const { name, type, data, line } of sid === undefined ? [] : dump.values(key)) {
      const lastRun = type === 'REG_BINARY' ? fileTimeOfHex(data) : undefined;
      if (lastRun !== undefined) {
        table.add(key.text, line, [lastRun, name, sid ?? '']);
      } else if (type === 'REG_BINARY') {
        table.addUnparsed(key.text, line);
      }
    }
  }
  return table;
}
