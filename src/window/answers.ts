import type {
  Answers,
  ArtifactView,
  CollectionState,
  ColumnView,
  DetailField,
  Fact,
  Hits,
  RowView,
  VerdictLine,
} from '../packages/reading/messages.ts';
import { isCount, isFlag, isText, listOf, oneOf, shape, type Check } from './shapes.ts';

const isState = oneOf<CollectionState>(
  'data',
  'sourceEmpty',
  'sourceMissing',
  'failed',
  'absent',
  'neverAsked',
);
const isFacts = listOf(shape<Fact>({ title: isText, value: isText }, { note: isText }));
const isLine = shape<VerdictLine>({ what: isText, state: isState, why: isText }, { artifact: isText });

const isArtifact = shape<ArtifactView>(
  {
    id: isText,
    title: isText,
    group: isText,
    state: isState,
    unparsedLines: isCount,
    faults: listOf(isText),
  },
  { rowCount: isCount },
);

const isColumn = shape<ColumnView>({
  id: isText,
  title: isText,
  kind: oneOf('text', 'number', 'time', 'size', 'flag'),
  isShown: isFlag,
});

const isRow = shape<RowView>({
  row: isCount,
  cells: listOf(isText),
  isCollector: isFlag,
  isDamaged: isFlag,
  tag: isText,
  comment: isText,
});

/** What an answer has to look like, by the kind of its question. */
export const answerChecks: { readonly [K in keyof Answers]: Check<Answers[K]> } = {
  overview: shape<Answers['overview']>({
    layout: isText,
    verdict: isText,
    isComplete: isFlag,
    facts: isFacts,
    clock: isFacts,
    coverage: isFacts,
    lines: listOf(isLine),
    artifacts: listOf(isArtifact),
    remarks: listOf(isText),
  }),
  columns: shape<Answers['columns']>({ columns: listOf(isColumn), rowCount: isCount }),
  view: shape<Answers['view']>({ view: isCount, rowCount: isCount }, { place: isCount }),
  rows: shape<Answers['rows']>({ rows: listOf(isRow) }),
  details: shape<Answers['details']>({
    fields: listOf(shape<DetailField>({ title: isText, value: isText }, { original: isText })),
    source: isText,
    related: listOf(shape({ title: isText, artifact: isText, row: isCount })),
  }),
  search: shape<Answers['search']>({
    hits: listOf(shape<Hits>({ artifact: isText, count: isCount })),
    isWhole: isFlag,
  }),
};
