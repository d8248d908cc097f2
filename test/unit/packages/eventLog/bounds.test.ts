import assert from 'node:assert/strict';
import type { ContentProblem } from '../../../../src/packages/eventLog/eventLogFault.ts';
import { event } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import {
  element,
  filled,
  instance,
  optional,
  type Node,
  type Template,
} from '../../../fixtures/eventLog/nodes.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { logOfContent, logOfValues, readLog, xmlOf } from '../../../support/eventLogs.ts';

/** What is wrong with the first event, the one with this content; the ones that follow are as they should be. */
async function problemsOf(log: Buffer): Promise<{ fields: ContentProblem[]; xml: ContentProblem[] }> {
  const { rows, report } = await readLog(log);
  const [row] = rows;
  assert.ok(row);
  const fields = report.faults.map((fault) =>
    fault.kind === 'content' ? fault.problem : assert.fail(fault.kind),
  );
  return { fields, xml: xmlOf(log, row).problems.map(({ problem }) => problem) };
}

async function holds(log: Buffer): Promise<void> {
  assert.deepEqual(await problemsOf(log), { fields: [], xml: [] });
}

async function breaks(log: Buffer, problem: ContentProblem): Promise<void> {
  assert.deepEqual(await problemsOf(log), { fields: [problem], xml: [problem] });
}

function nestedElements(depth: number): Node {
  return depth === 1 ? element('e') : element('e', {}, nestedElements(depth - 1));
}

/** Fragments within values, one within the other. */
function nestedFragments(depth: number): written.WrittenValue {
  return depth === 0
    ? written.text('innermost')
    : written.fragment(
        element('e', {}, 'x'),
        ...(depth === 1 ? [] : [instance(through, nestedFragments(depth - 1))]),
      );
}

const through: Template = { id: 31, content: [element('t', {}, filled(0))] };

describe('The bounds of an event', () => {
  it('let 512 elements be open at once, and not more in one template', async () => {
    // The two others are `Event` and `EventData`.
    await holds(logOfContent([element('EventData', {}, nestedElements(510))]));
    await breaks(logOfContent([element('EventData', {}, nestedElements(512))]), 'openElements');
  });

  it('let 512 elements be open at once where several templates open them', async () => {
    const inner: Template = { id: 35, content: [nestedElements(300)] };
    const both = (depth: number) => {
      let content: Node = filled(0);
      for (let count = 0; count < depth; count++) {
        content = element('e', {}, content);
      }
      const value = written.fragment(instance(inner));
      return logOfContent([element('EventData', {}, content)], value);
    };
    await holds(both(210));
    assert.deepEqual((await problemsOf(both(211))).xml, ['openElements']);
  });

  it('let a template have 20 000 tokens, and not more', async () => {
    const many = (count: number) => {
      const characters = Array.from({ length: count }, () => ({ kind: 'character', code: 65 }) as const);
      return logOfContent([element('EventData', {}, element('Data', {}, ...characters))]);
    };
    await holds(many(19_998));
    await breaks(many(19_999), 'tokens');
  });

  it('let it bring 4 096 values, and not more', async () => {
    const many = (count: number) =>
      logOfContent([element('EventData')], ...Array.from({ length: count }, () => written.nothing));
    await holds(many(4096));
    await breaks(many(4097), 'values');
  });

  it('let an array have 4 096 items, and not more', async () => {
    const many = (count: number) => logOfValues(written.raw(0x84, Buffer.alloc(count), ''));
    await holds(many(4096));
    await breaks(many(4097), 'values');
  });

  it('let 4 096 values come out of it, and not more', async () => {
    const many = (count: number) =>
      logOfValues(written.raw(0x84, Buffer.alloc(4000), ''), written.raw(0x84, Buffer.alloc(count), ''));
    await holds(many(96));
    const { rows, report } = await readLog(many(97));
    assert.equal(rows[0]?.values.length, 4096);
    assert.deepEqual(
      report.faults.map((fault) => fault.kind === 'content' && fault.problem),
      ['values'],
    );
  });

  it('let 32 templates be in use, one within the values of the other, and not more', async () => {
    const deep = (depth: number) =>
      logOfContent([element('EventData', {}, element('Data', {}, filled(0)))], nestedFragments(depth));
    await holds(deep(31));
    await breaks(deep(32), 'nesting');
  });

  it('let 32 templates be one within the other, and not more', async () => {
    const deep = (depth: number) => {
      let innermost: Node = element('e');
      for (let id = 1; id < depth; id++) {
        innermost = instance({ id: 1000 + id, content: [element('t', {}, innermost)] });
      }
      return logOfContent([element('EventData', {}, innermost)]);
    };
    // The outer one has that of the data as a value.
    await holds(deep(31));
    await breaks(deep(33), 'nesting');
    await breaks(deep(600), 'nesting');
  });

  it('end work that a few bytes make grow without end', async () => {
    // Each template has the value ten times that holds the next one: ten to the power of twelve in all.
    const tenfold: Template = {
      id: 32,
      content: [element('t', {}, ...Array.from({ length: 10 }, () => element('u', {}, filled(0))))],
    };
    let value = written.text('innermost');
    for (let depth = 0; depth < 12; depth++) {
      value = written.fragment(instance(tenfold, value));
    }
    const log = eventLogBytes({
      events: Array.from({ length: 60 }, (_, index) =>
        event({ recordId: BigInt(index + 1) }, [instance(tenfold, value)]),
      ),
    });
    const startedMs = computedMs();
    const { rows, report } = await readLog(log);
    assert.ok(computedMs() - startedMs < 3000);
    assert.equal(rows.length, 60);
    assert.equal(report.damagedRecords, 60);
  });

  it('end work of which nothing comes', async () => {
    const tenfold: Template = {
      id: 34,
      content: [element('t', {}, ...Array.from({ length: 10 }, () => element('u', {}, optional(0))))],
    };
    let value = written.nothing;
    for (let depth = 0; depth < 12; depth++) {
      value = written.fragment(instance(tenfold, value));
    }
    const log = eventLogBytes({ events: [event({}, [instance(tenfold, value)]), event({ recordId: 2n })] });
    const { rows, report } = await readLog(log);
    assert.equal(rows.length, 2);
    assert.deepEqual(
      report.faults.map((fault) => fault.kind === 'content' && [fault.problem, fault.recordId]),
      [['work', 1n]],
    );
  });

  it('end work that long values make grow without end', async () => {
    const often: Template = {
      id: 33,
      content: [
        element('EventData', {}, ...Array.from({ length: 1500 }, () => element('Data', {}, filled(0)))),
      ],
    };
    const log = eventLogBytes({
      events: [event({}, [instance(often, written.text('long'.repeat(2500)))]), event({ recordId: 2n })],
    });
    const { rows, report } = await readLog(log);
    assert.equal(rows.length, 2);
    assert.deepEqual(
      report.faults.map((fault) => fault.kind === 'content' && [fault.problem, fault.recordId]),
      [['work', 1n]],
    );
    assert.deepEqual(rows[0] && xmlOf(log, rows[0]).problems.map(({ problem }) => problem), ['work']);
  });

  it('let a template not contain itself', async () => {
    const log = logOfContent([element('EventData', {}, instance(through, written.text('x')))]);
    const { rows } = await readLog(log);
    const [row] = rows;
    assert.ok(row);
    const chunk = log.subarray(row.chunkOffset, row.chunkOffset + 65_536);
    const use = (id: number) => chunk.indexOf(Buffer.from([0x0c, 0x01, id & 0xff, id >> 8, 0, 0]));
    // The inner one becomes the outer one, which the record brings along.
    chunk.writeUInt32LE(use(600) + 10, use(through.id) + 6);
    const { report } = await readLog(log);
    assert.ok(report.faults.some((fault) => fault.kind === 'content' && fault.problem === 'template'));
  });
});
