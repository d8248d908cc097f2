import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump } from './registryDump.ts';

/** What is in the dump beside the services: where Windows looks for what to start. */
export function startPoints(dump: RegistryDump): Table {
  const table = new TableBuilder('startPoints', [
    first('location'),
    first('entry'),
    first('command'),
    first('sid'),
    later('type'),
  ]);
  for (const key of dump.otherKeys) {
    for (const { name, type, data, line } of dump.values(key)) {
      table.add(key.text, line, [key.location, name, data, key.sid, type]);
    }
  }
  return table;
}
