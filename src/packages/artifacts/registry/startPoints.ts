import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump } from './registryDump.ts';

/** What is in the dump beside the services: where Windows looks for what to start, of the machine or of users. */
export function startPoints(dump: RegistryDump): Table {
  const table = new TableBuilder('startPoints', [
    first('entry'),
    first('command'),
    first('location'),
    first('sid'),
    later('type'),
  ]);
  for (const key of dump.otherKeys) {
    const location = `${key.sid === '' ? 'HKLM' : 'HKU'}\\${key.location}`;
    for (const { name, type, data, line } of dump.values(key)) {
      table.add(key.text, line, [name, data, location, key.sid, type]);
    }
  }
  return table;
}
