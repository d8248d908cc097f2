import { first, type Table } from '../../table/table.ts';
import { ListTable } from './listTable.ts';

/** The lines of a table's source that no rule fits: the first thousand of them. */
export function unparsedTable({ id, unparsed }: Table): Table {
  return new ListTable(
    `unparsed/${id}`,
    [
      { column: first('line', 'number'), text: ({ line }) => String(line + 1) },
      { column: first('text'), text: ({ text }) => text },
      { column: first('member'), text: ({ member }) => member },
    ],
    unparsed.lines,
    { source: (line) => line },
  );
}
