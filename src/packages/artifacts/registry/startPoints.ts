import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump } from './registryDump.ts';

/** What is in the dump beside the services: where Windows looks for what to start. */
export function startPoints({ byKey }: RegistryDump): Table {
  const table = new TableBuilder('startPoints', [
    first('sid'),
    first('location'),
    first('entry'),
    first('command'),
    later('type'),
  ]);
  for (const { key, values } of byKey) {
    for (const { name, type, data, text, line } of key.belowServices === undefined ? values : []) {
      table.add(text, line, [key.sid, key.location, name, data, type]);
    }
  }
  return table;
}
