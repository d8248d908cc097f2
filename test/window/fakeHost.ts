import type {
  Answers,
  Details,
  FromWindow,
  Order,
  Question,
  RowWish,
  ToWindow,
} from '../../src/packages/reading/messages.ts';
import { madeOverview } from './overview.ts';
import { cellOf, hostileTexts, rowView, type MadeTable, type Marks } from './tables.ts';

interface View {
  table: MadeTable;
  /** Numbers of the rows in their order; undefined for all of them as they are. */
  rows: number[] | undefined;
}

/** The extension's side of a window, over tables that are made up. */
export class FakeHost {
  readonly orders: Order[] = [];
  readonly questions: Question[] = [];
  readonly cancelled: number[] = [];
  readonly marks = new Map<string, Marks>();
  /** Artifacts whose rows are not counted before their columns are asked for. */
  readonly uncounted = new Set<string>();
  /** Says of a question that its answer is to wait until `release`. */
  holds: (question: Question) => boolean = () => false;
  /** Says why a question is not answered. */
  refuses: (question: Question) => string | undefined = () => undefined;
  readonly #tables: Map<string, MadeTable>;
  readonly #views = new Map<number, View>();
  #held: (() => void)[] = [];
  #send: (message: ToWindow) => void = () => undefined;

  constructor(tables: readonly MadeTable[]) {
    this.#tables = new Map(tables.map((table) => [table.artifact.id, table]));
  }

  connect(send: (message: ToWindow) => void): void {
    this.#send = send;
  }

  say(message: ToWindow): void {
    this.#send(message);
  }

  receive(message: FromWindow): void {
    if ('order' in message) {
      this.orders.push(message.order);
      this.#obey(message.order);
    } else if ('cancel' in message) {
      this.cancelled.push(message.cancel);
    } else {
      this.#answer(message.id, message.question);
    }
  }

  /** Another artifact has been found. */
  add(table: MadeTable): void {
    this.#tables.set(table.artifact.id, table);
  }

  release(): void {
    for (const send of this.#held.splice(0)) {
      send();
    }
  }

  #answer(id: number, question: Question): void {
    this.questions.push(question);
    const fault = this.refuses(question);
    const send = () =>
      this.#send(fault === undefined ? { id, answer: this.#answerTo(question) } : { id, fault });
    if (this.holds(question)) {
      this.#held.push(send);
    } else {
      send();
    }
  }

  #answerTo(question: Question): Answers[keyof Answers] {
    switch (question.kind) {
      case 'overview':
        return madeOverview(
          [...this.#tables.values()].map(({ artifact: { rowCount, ...artifact } }) =>
            this.uncounted.has(artifact.id) ? artifact : { ...artifact, rowCount },
          ),
        );
      case 'columns': {
        const { columns, artifact } = this.#table(question.artifact);
        this.uncounted.delete(artifact.id);
        return { columns, rowCount: artifact.rowCount };
      }
      case 'view':
        return this.#view(question.artifact, question.wish, question.row);
      case 'rows': {
        const { table, rows } = this.#views.get(question.view) ?? missing();
        const count = Math.min(question.count, (rows?.length ?? table.artifact.rowCount) - question.from);
        const numbers = Array.from(
          { length: count },
          (_, at) => rows?.[question.from + at] ?? question.from + at,
        );
        return { rows: numbers.map((row) => rowView(table, row, question.columns, this.#marks(table))) };
      }
      case 'details':
        return this.#details(this.#table(question.artifact), question.row);
      case 'search': {
        const { text, hidesCollector, onlyTagged } = question;
        const wish = { text, hidesCollector, onlyTagged, filters: {} };
        const hits = [...this.#tables.values()].map((table) => ({
          artifact: table.artifact.id,
          count:
            table.artifact.rowCount > 1_000_000
              ? 0
              : (this.#rows(table, wish)?.length ?? table.artifact.rowCount),
        }));
        return { hits, isWhole: !hits.some(({ artifact }) => artifact === 'firewall') };
      }
    }
  }

  #view(id: string, wish: RowWish, row: number | undefined): Answers['view'] {
    const table = this.#table(id);
    const rows = this.#rows(table, wish);
    const view = this.#views.size + 1;
    this.#views.set(view, { table, rows });
    const place = row === undefined ? -1 : rows ? rows.indexOf(row) : row;
    return { view, rowCount: rows?.length ?? table.artifact.rowCount, ...(place >= 0 && { place }) };
  }

  #rows(
    table: MadeTable,
    { filters, text, sorting, hidesCollector, onlyTagged }: RowWish,
  ): number[] | undefined {
    const { columns, cells, artifact } = table;
    const tests: ((row: number) => boolean)[] = Object.entries(filters).map(([id, filter]) => {
      const cell = cellOf(table, id);
      return (row) => fits(cell(row), filter);
    });
    if (text !== '') {
      tests.push((row) => fits(cells.map((cell) => cell(row)).join('\n'), text));
    }
    if (hidesCollector) {
      tests.push((row) => !table.isCollector?.(row));
    }
    if (onlyTagged) {
      tests.push((row) => this.#marks(table).has(row));
    }
    if (tests.length === 0 && !sorting) {
      return undefined;
    }
    const rows: number[] = [];
    for (let row = 0; row < artifact.rowCount; row++) {
      if (tests.every((test) => test(row))) {
        rows.push(row);
      }
    }
    if (sorting) {
      const keys = new Map(rows.map((row) => [row, cellOf(table, sorting.column)(row)]));
      const isNumber = columns.find(({ id }) => id === sorting.column)?.kind === 'number';
      const compare = (one: string, other: string) =>
        isNumber ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
      const sign = sorting.isDescending ? -1 : 1;
      rows.sort((one, other) => sign * compare(keys.get(one) ?? '', keys.get(other) ?? '') || one - other);
    }
    return rows;
  }

  #details(table: MadeTable, row: number): Details {
    const fields = table.columns.map(({ title, kind }, at) => {
      const value = table.cells[at]?.(row) ?? '';
      return { title, value, ...(kind === 'time' && { original: value.replace('Z', ' +05:30') }) };
    });
    return {
      fields: [...fields, { title: 'Note', value: hostileTexts.lines }],
      source: `Services/Services.csv, line ${row + 2}, byte ${row * 321}`,
      related: [{ title: `Service ${row % 269}`, artifact: 'services', row: row % 269 }],
    };
  }

  #obey(order: Order): void {
    if (order.kind === 'tag') {
      const marks = this.#marks(this.#table(order.artifact));
      for (const row of order.rows) {
        if (order.tag === '' && order.comment === '') {
          marks.delete(row);
        } else {
          marks.set(row, { tag: order.tag, comment: order.comment });
        }
      }
      this.say({ changed: 'tags' });
    }
  }

  #table(id: string): MadeTable {
    return this.#tables.get(id) ?? missing();
  }

  #marks({ artifact: { id } }: MadeTable): Marks {
    const marks = this.marks.get(id) ?? (new Map() as Marks);
    this.marks.set(id, marks);
    return marks;
  }
}

function fits(cell: string, filter: string): boolean {
  const text = cell.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) =>
      word.startsWith('-') && word.length > 1 ? !text.includes(word.slice(1)) : text.includes(word),
    );
}

function missing(): never {
  throw new Error('There is no such table or view');
}
