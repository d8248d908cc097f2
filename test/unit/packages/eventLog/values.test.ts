import assert from 'node:assert/strict';
import { fileTimeOf } from '../../../../src/packages/eventLog/valueText.ts';
import { fileTimeText } from '../../../../src/packages/fileTime.ts';
import { fileTimeValue, noon2026 } from '../../../fixtures/eventLog/events.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import type { WrittenValue } from '../../../fixtures/eventLog/values.ts';
import { spelledAlike } from '../../../support/referenceEvents.ts';
import { logOfValues, readLog, xmlOf } from '../../../support/eventLogs.ts';

async function readValues(...values: WrittenValue[]) {
  const log = logOfValues(...values);
  const { rows, report } = await readLog(log);
  const [row] = rows;
  assert.ok(row);
  return { pairs: row.values.map(({ value }) => value), row, report, xml: xmlOf(log, row) };
}

describe('The values of an event log', () => {
  const cases: [string, WrittenValue][] = [
    ['text', written.text('C:\\Users\\Åsa 漢字 \u{1f600} <&>"\'')],
    ['text of bytes below U+0100', written.text('caf\u00e9')],
    ['empty text', written.text('')],
    ['half a pair', written.text('a\ud83d')],
    ['text with the character that ends it', written.raw(0x01, Buffer.from('ab\0\0', 'utf16le'), 'ab')],
    ['text with that character inside', written.raw(0x01, Buffer.from('a\0b', 'utf16le'), 'a\0b')],
    ['wide text with the character that ends it', written.raw(0x01, Buffer.from('漢\0', 'utf16le'), '漢')],
    ['text of a code page', written.raw(0x02, Buffer.from([0x61, 0x80, 0xe4, 0]), 'a€ä')],
    ['a signed byte', written.int8(-128)],
    ['a byte', written.uint8(255)],
    ['a signed number of 16 bits', written.int16(-2)],
    ['a number of 16 bits', written.uint16(65_535)],
    ['a signed number of 32 bits', written.int32(-2_147_483_648)],
    ['a number of 32 bits', written.uint32(4_294_967_295)],
    ['a signed number of 64 bits', written.int64(-9_223_372_036_854_775_808n)],
    ['a number of 64 bits', written.uint64(18_446_744_073_709_551_615n)],
    ['a real number of 32 bits', written.real32(0.1, '0.1')],
    ['a real number of 64 bits', written.real64(-1234.0625)],
    ['an infinite number', written.real64(-Infinity)],
    ['true', written.boolean(true)],
    ['false', written.boolean(false)],
    ['true in a byte', written.boolean(true, 1)],
    ['bytes', written.binary(Buffer.from([0, 1, 0xab, 0xff]))],
    ['no bytes', written.binary(Buffer.alloc(0))],
    ['a GUID', written.guid('{0123ABCD-4567-89EF-0011-2233445566FF}')],
    ['a size of 32 bits', written.size32(4096)],
    ['a size of 64 bits', written.size64(0x1_0000_0000n)],
    ['a time', fileTimeValue(noon2026 + 1n)],
    ['the first time there is', written.fileTime(0n, '1601-01-01T00:00:00.0000000Z')],
    ['a time before 1970', written.fileTime(116_444_736_000_000_000n - 1n, '1969-12-31T23:59:59.9999999Z')],
    [
      'the last time that is shown',
      written.fileTime(2_650_467_743_999_999_999n, '9999-12-31T23:59:59.9999999Z'),
    ],
    ['a time after it', written.fileTime(2_650_467_744_000_000_000n, '0040C0D15E5AC824')],
    ['the last time there is', written.fileTime((1n << 64n) - 1n, 'FFFFFFFFFFFFFFFF')],
    ['a time in fields', written.systemTime(new Date(Date.UTC(2024, 1, 29, 23, 59, 58, 7)))],
    [
      'an hour that is none',
      written.raw(
        0x12,
        Buffer.from('e907020000000a001900000000000000', 'hex'),
        'E907020000000A001900000000000000',
      ),
    ],
    [
      'a day that is none',
      written.raw(
        0x12,
        Buffer.from('e907020000001e000000000000000000', 'hex'),
        'E907020000001E000000000000000000',
      ),
    ],
    ['a SID', written.sid('S-1-5-21-4294967295-0-1-500')],
    ['a SID of an authority of 48 bits', written.sid('S-1-281474976710655')],
    ['a hexadecimal number of 32 bits', written.hex32(0xc000006a)],
    ['a hexadecimal number of 64 bits', written.hex64(0xffff_ffff_ffff_ffffn)],
    ['a handle', written.raw(0x20, Buffer.from([1, 0, 0, 0]), '0x1')],
    ['text of XML', written.raw(0x23, Buffer.from('<a b="c"/>', 'utf16le'), '<a b="c"/>')],
    ['a number of no bytes', written.raw(0x08, Buffer.alloc(0), '')],
    ['nothing', written.nothing],
  ];
  for (const [words, value] of cases) {
    it(`are read: ${words}`, async () => {
      // Twice, and between others: each different value is kept once.
      const { pairs, report, xml } = await readValues(value, written.text('between'), value);
      assert.deepEqual(pairs, [value.text, 'between', value.text]);
      assert.equal(report.faultCount, 0);
      assert.deepEqual(xml.problems, []);
    });

    it(`come out in XML: ${words}`, async () => {
      const { xml } = await readValues(value);
      const lines = spelledAlike(xml.xml);
      const from = lines.indexOf('@Name Value0');
      const shown = lines[from + 1] === 'end' ? '' : lines[from + 1]?.slice('text '.length);
      assert.equal(shown, String(value.text).trim());
    });
  }

  const wrong: [string, WrittenValue, string][] = [
    ['a number of three bytes', written.raw(0x08, Buffer.from([1, 2, 3]), '010203'), 'valueSize'],
    ['text of an odd length', written.raw(0x01, Buffer.from([0x61, 0, 0x62]), '610062'), 'valueSize'],
    ['a GUID that is too short', written.raw(0x0f, Buffer.alloc(15), '0'.repeat(30)), 'valueSize'],
    [
      'a SID with fewer parts than it says',
      written.raw(0x13, Buffer.from([1, 2, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0]), '010200000000000501000000'),
      'valueSize',
    ],
    [
      'a SID with more bytes than it says',
      written.raw(0x13, Buffer.from([1, 0, 0, 0, 0, 0, 0, 5, 1]), '010000000000000501'),
      'valueSize',
    ],
    ['a size of two bytes', written.raw(0x10, Buffer.from([1, 2]), '0102'), 'valueSize'],
    ['true in nine bytes', written.raw(0x0d, Buffer.alloc(9, 1), '01'.repeat(9)), 'valueSize'],
    ['a type that is not known', written.raw(0x55, Buffer.from([0xde, 0xad]), 'DEAD'), 'valueType'],
    ['the number of the type that is ours', written.raw(0x7f, Buffer.from([0x61]), '61'), 'valueType'],
  ];
  for (const [words, value, problem] of wrong) {
    it(`are shown as bytes, and told of: ${words}`, async () => {
      const { pairs, row, report, xml } = await readValues(value, written.text('after'));
      assert.deepEqual(pairs, [value.text, 'after']);
      assert.ok(row.isDamaged);
      const [fault] = report.faults;
      assert.equal(report.faultCount, 1);
      assert.ok(fault?.kind === 'content');
      assert.equal(fault.problem, problem);
      assert.equal(fault.recordOffset, row.offset);
      assert.ok(fault.offset > row.offset && fault.offset < row.offset + row.length);
      assert.equal(report.damagedRecords, 1);
      assert.deepEqual(xml.problems, [{ problem, at: fault.offset - row.chunkOffset }]);
    });
  }

  const arrays: [string, WrittenValue][] = [
    ['texts', written.array([written.text('one'), written.text(''), written.text('three')])],
    ['texts of a code page', written.array([written.ansi('one'), written.ansi('two')])],
    ['bytes', written.array([written.uint8(1), written.uint8(2)])],
    ['numbers', written.array([written.uint32(1), written.uint32(2)])],
    ['real numbers', written.array([written.real64(1.5), written.real64(2)])],
    ['truths', written.array([written.boolean(true), written.boolean(false)])],
    ['GUIDs', written.array([written.guid('{0123ABCD-4567-89EF-0011-2233445566FF}')])],
    ['sizes', written.array([written.size64(1n), written.size64(2n)])],
    ['times', written.array([fileTimeValue(noon2026), fileTimeValue(noon2026 + 5n)])],
    ['SIDs of several lengths', written.array([written.sid('S-1-5-18'), written.sid('S-1-5-32-544')])],
    ['hexadecimal numbers', written.array([written.hex64(1n), written.hex64(2n)])],
  ];
  for (const [words, value] of arrays) {
    it(`are as many as an array has: ${words}`, async () => {
      const { row, pairs, xml } = await readValues(value, written.text('after'));
      assert.deepEqual(pairs, [value.text, 'after'].flat());
      assert.equal(row.values.filter(({ name }) => name === 'Value0').length, value.text.length);
      assert.equal(xml.xml.match(/<Data Name="Value0"/g)?.length, value.text.length);
    });
  }

  it('are one that is empty for an array that has none', async () => {
    const { pairs, xml } = await readValues(written.array([], 0x01), written.text('after'));
    assert.deepEqual(pairs, ['', 'after']);
    assert.match(xml.xml, /<Data Name="Value0"\/>/);
  });

  it('are told of when an array ends within one of them', async () => {
    const { pairs, report } = await readValues(written.raw(0x88, Buffer.from([1, 0, 0, 0, 2, 0]), ''));
    assert.deepEqual(pairs, ['1', '0200']);
    assert.equal(report.faultCount, 1);
  });
});

describe('A time', () => {
  it('is read from its text to 100 ns', () => {
    const text = '2026-11-21T19:50:50.1234567Z';
    const time = fileTimeOf(text);
    assert.ok(time !== undefined);
    assert.equal(fileTimeText(time), text);
    assert.equal(fileTimeOf('2026-11-21T19:50:50.123456789Z'), time);
    assert.equal(fileTimeOf('2026-11-21T19:50:50Z'), time - 1_234_567n);
  });

  it('is none that cannot be', () => {
    for (const text of [
      '',
      'yesterday',
      '2026-13-01T00:00:00Z',
      '1600-12-31T23:59:59Z',
      '2026-01-01T00:00:00',
    ]) {
      assert.equal(fileTimeOf(text), undefined, text);
    }
  });
});
