import type { RowView } from '../packages/reading/messages.ts';
import { gatherRows } from './gatherRows.ts';
import type { Grid } from './grid/grid.ts';
import { ownColumns } from './grid/gridColumns.ts';
import { tabSeparated } from './grid/tabSeparated.ts';
import type { Cancel, Host } from './host.ts';
import type { OpenTable } from './openTable.ts';
import type { TableFoot } from './tableFoot.ts';
import type { TagDialog } from './tagDialog.ts';
import { say } from './say.ts';

const mostCopied = 10_000;
const mostTagged = 1000;

/** What is done with the selected rows, or with the active one when none is selected. */
export class RowActions {
  readonly #host: Host;
  readonly #grid: Grid;
  readonly #foot: TableFoot;
  readonly #dialog: TagDialog;
  #cancel: Cancel = () => undefined;

  constructor(host: Host, grid: Grid, foot: TableFoot, dialog: TagDialog) {
    this.#host = host;
    this.#grid = grid;
    this.#foot = foot;
    this.#dialog = dialog;
  }

  /** Rows with a line of titles above them; or the active cell, as it is. */
  copy(table: OpenTable): void {
    if (this.#grid.selection.count === 0) {
      const cell = this.#activeText();
      if (cell !== undefined) {
        this.#host.order({ kind: 'copy', text: cell });
        this.#foot.notice(say('copiedCell'));
      }
      return;
    }
    if (this.#grid.selection.count > mostCopied) {
      this.#foot.notice(say('copyLimit', mostCopied));
      return;
    }
    const titles = [say('row'), say('tag'), say('comment'), ...table.shownColumns.map(({ title }) => title)];
    this.#gather(table, (rows) => {
      const lines = rows.map(({ row, tag, comment, cells }) => [String(row + 1), tag, comment, ...cells]);
      this.#host.order({ kind: 'copy', text: tabSeparated([titles, ...lines]) });
      this.#foot.notice(say('copied', rows.length));
    });
  }

  tag(table: OpenTable): void {
    const { selection, activeRow } = this.#grid;
    if (selection.count > mostTagged) {
      this.#foot.notice(say('tagLimit', mostTagged));
    } else if (activeRow) {
      const isOne = selection.count < 2;
      const title = isOne ? say('tagTitle', activeRow.row + 1) : say('tagTitleMany', selection.count);
      this.#dialog.ask(title, activeRow, ({ tag, comment }) =>
        this.#gather(table, (rows) => {
          const numbers = rows.map(({ row }) => row);
          this.#host.order({ kind: 'tag', artifact: table.artifact.id, rows: numbers, tag, comment });
        }),
      );
    }
  }

  goToSource({ artifact }: OpenTable): void {
    const row = this.#grid.activeRow;
    if (row) {
      this.#host.order({ kind: 'goToSource', artifact: artifact.id, row: row.row });
    }
  }

  export({ artifact, wish, shownColumns }: OpenTable): void {
    const columns = shownColumns.map(({ id }) => id);
    this.#host.order({ kind: 'export', artifact: artifact.id, wish, columns });
  }

  /** What rows are asked for is not wanted any more. */
  stop(): void {
    this.#cancel();
  }

  #gather(table: OpenTable, take: (rows: RowView[]) => void): void {
    const { selection, activeRow } = this.#grid;
    this.#cancel();
    if (selection.count === 0) {
      take(activeRow ? [activeRow] : []);
      return;
    }
    this.#foot.work(say('working'));
    this.#cancel = gatherRows(
      selection.ranges,
      table.rows(),
      (rows) => {
        this.#foot.done();
        take(rows);
      },
      (fault) => this.#foot.fail(fault),
    );
  }

  #activeText(): string | undefined {
    const { active, activeRow, columns } = this.#grid;
    const own = activeRow && [String(activeRow.row + 1), [activeRow.tag, activeRow.comment].join(' ').trim()];
    const cell = columns.all[active.column]?.cell ?? -1;
    return active.column < ownColumns ? own?.[active.column] : activeRow?.cells[cell];
  }
}
