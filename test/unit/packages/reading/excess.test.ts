import assert from 'node:assert/strict';
import type { BuiltMember } from '../../../support/zipBuilder.ts';
import { zipBytes } from '../../../support/zipBuilder.ts';
import { textView } from '../../../../src/packages/reading/memberView.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { readCsv } from '../../../../src/packages/text/csv.ts';
import { unfuse } from '../../../../src/packages/artifacts/services/fusedRow.ts';
import { everything, ReadingStage } from '../../../support/readingStage.ts';

const mark = '\uFEFF';
const summaryName = 'Forensics Collection Summary.csv';
const summaryHead = `${mark}Current Time,Command Name,Command Line,Status,hError\r\n`;
const MB = 1_000_000;

/** A package with a summary, so that its members are taken for what they are named. */
function archive(...members: BuiltMember[]): Buffer {
  const summary = { name: summaryName, content: summaryHead };
  return zipBytes({ members: [summary, ...members].map((member) => ({ flags: 0x800, ...member })) });
}

describe('A text that has too much of something', () => {
  it('has lines up to a number, the last of which is all that follows', () => {
    for (const letter of ['a', 'ä']) {
      const lines = 2 ** 24 + 5;
      const text = new MemberText('x', Buffer.from(`${letter}${'\n'.repeat(lines)}b`));
      assert.equal(text.lineCount, 2 ** 24);
      assert.equal(text.line(text.lineCount - 1), '\n'.repeat(6) + 'b');
      assert.equal(text.lineOffset(text.lineCount - 1), Buffer.byteLength(letter) + 2 ** 24 - 1);
    }
  });

  it('has cells up to a number, the last of which is what is left of its line', () => {
    const text = new MemberText('x', Buffer.from(`${','.repeat(2 ** 25)},,b\nnext,c\n`));
    const records = readCsv(text);
    assert.deepEqual([records.count, records.width(0), records.width(1)], [2, 2 ** 25 + 1, 1]);
    assert.deepEqual([records.cell(0, 2 ** 25), records.cell(1, 0)], [',,b', 'next,c']);
  });

  it('is shown up to where an editor shows it, without being cut into lines', () => {
    // An array of as many lines would be the end of the whole program, and not only of the thread.
    const { text, isWhole } = textView(Buffer.alloc(140 * MB, '\n'), 140 * MB);
    assert.equal(isWhole, false);
    assert.ok(text.length < 51 * MB);
    assert.equal(textView(Buffer.from('a\r\r\nb\rc\n'), 9).text, 'a\nb␍c\n');
  });

  it('is not cut at each of its commas when it is no row of a service', () => {
    assert.equal(unfuse(','.repeat(200 * MB), { front: 1, back: 1 }).proof, 'failed');
  });
});

describe('A package that has too much of something', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
  });
  after(() => stage.end());

  it('has one name for thousands of members, and is listed as quickly as any', async () => {
    const startedMs = performance.now();
    const members = Array.from({ length: 20_000 }, () => ({ name: 'a', content: '', method: 0 }));
    await stage.open(zipBytes({ members }));
    const { rowCount } = await stage.ask({ kind: 'columns', artifact: 'members' });
    assert.equal(rowCount, 20_000);
    assert.ok(performance.now() - startedMs < 20_000, 'it took too long');
    const { view } = await stage.ask({ kind: 'view', artifact: 'members', wish: everything });
    const last = { from: 19_999, count: 1, columns: ['path'] };
    const { rows } = await stage.ask({ kind: 'rows', artifact: 'members', view, ...last });
    assert.deepEqual(rows[0]?.cells, ['(20000) a']);
  });

  it('has names of 64 kB, which are shown in part and can be asked for', async () => {
    const name = (number: number) => `${number}${'\u{1f600}'.repeat(16_000)}.txt`;
    const members = [1, 1, 2].map((number) => ({
      name: Buffer.from(name(number)),
      flags: 0x800,
      content: 'x',
    }));
    await stage.open(zipBytes({ members }));
    const paths = (await stage.rows('members', ['path'])).flat();
    assert.equal(new Set(paths).size, 3);
    for (const path of paths) {
      assert.ok(path.length < 1000 && path.isWellFormed() && path.endsWith('.txt'), path);
      assert.equal((await stage.ask({ kind: 'member', member: path })).text, 'x');
    }
    const { artifacts } = await stage.ask({ kind: 'overview' });
    assert.ok(artifacts.every(({ id, title }) => id.length + title.length < 3000));
  });

  it('has lines that could be cut into more pieces than fit into memory', async () => {
    // With less than the whole a program is not ended by them, and what is to be shown is the same.
    const most = 4 * MB;
    await stage.open(
      archive(
        { name: 'Services/Services.csv', content: `${mark}Name,StartMode,x\r\n${','.repeat(most)}` },
        {
          name: 'Network Connections/ActiveNetConnections.txt',
          content: `Active\nProto\n TCP ${'a '.repeat(most)}5`,
        },
        { name: 'Network Connections/Arp.txt', content: `--- 0x1\nhead\n1.2.3.4 ${'a '.repeat(most)}\n` },
      ),
    );
    const [row] = await stage.rows('services', ['name', 'repair']);
    assert.deepEqual([row?.[0]?.length, row?.[1]], [1001, 'failed']);
    const [unparsed] = await stage.rows('unparsed/connections', ['text']);
    assert.match(unparsed?.[0] ?? '', /^ TCP a a/);
    const [[type = ''] = []] = await stage.rows('arp', ['type']);
    assert.ok(type.length < 1000);
  });

  it('has a header of services wider than any, which is not repaired by', async () => {
    const header = Array.from({ length: 20_000 }, (_, at) => (at === 1 ? 'StartMode' : `c${at}`)).join(',');
    const damaged = `"a","${Array.from({ length: 20_000 }, () => "'b'").join(',')}","c"`;
    await stage.open(
      archive({ name: 'Services/Services.csv', content: `${mark}${header}\r\n${damaged}\r\n` }),
    );
    const { columns } = await stage.ask({ kind: 'columns', artifact: 'services' });
    assert.ok(columns.length < 1100, String(columns.length));
  });

  it('has more text members than are read, and says so of each that is not', async () => {
    const members = Array.from({ length: 2100 }, (_, at) => ({
      name: `Temp Directories/u${at}_TempDirFiles.txt`,
      content: ` Directory of C:\\Users\\u${at}\\AppData\n01.02.2025  10:00                 1 O\\u                    a\n`,
      method: 0,
    }));
    await stage.open(archive(...members));
    assert.equal((await stage.ask({ kind: 'columns', artifact: 'tempFiles' })).rowCount, 1999);
    const marks = await stage.rows('members', ['marks'], { filters: { marks: 'first' } });
    assert.deepEqual([marks.length, marks[0]], [101, ['Only the first 0 bytes are read.']]);
  });

  it('has texts that do not all fit into memory, however many are read at a time', async () => {
    const content = Buffer.alloc(25 * MB, 'a');
    const members = Array.from({ length: 8 }, (_, at) => ({
      name: `WdSupportLogs/MpCmdRun${at}.log`,
      content,
    }));
    await stage.open(archive(...members));
    const sizes = [];
    for (const [cell = ''] of await stage.rows('members', ['marks'], { filters: { path: 'MpCmdRun' } })) {
      sizes.push(Number(/first (\d+) bytes/.exec(cell.replaceAll(',', ''))?.[1] ?? 25 * MB));
    }
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total > 100 * MB && total < 140 * MB, String(total));
  });

  it('has thousands of commands, users and collections, of which an overview names some', async () => {
    const command = '[2025-08-07T13:01:50Z],x,reg query y,Completed,0\r\n';
    const keys = Array.from(
      { length: 20_000 },
      (_, at) => `HKEY_USERS\\S-1-5-21-1-2-3-${at}\\Run\r\n    n    REG_SZ    d\r\n`,
    );
    const guid = (at: number) =>
      `CollectedData\\${String(at).padStart(8, '0')}-89ab-cdef-0123-456789abcdef\n`;
    const members = [
      { name: summaryName, content: `${summaryHead}${command.repeat(20_000)}` },
      { name: 'Autoruns/Autoruns.txt', content: keys.join('') },
      {
        name: 'WdSupportLogs/MpCmdRunLog.txt',
        content: Array.from({ length: 20_000 }, (_, at) => guid(at)).join(''),
      },
      {
        name: 'System Information/SystemInformation.txt',
        content: `Host Name:       h\r\nOS Name:         ${'o'.repeat(MB)}\r\n`,
      },
    ];
    await stage.open(zipBytes({ members }));
    const overview = await stage.ask({ kind: 'overview' });
    const { length } = JSON.stringify(overview);
    assert.ok(length < 500_000, String(length));
    assert.match(
      overview.remarks[0] ?? '',
      /^19.\d\d\d more lines are left out|^190\d\d more lines are left out/,
    );
    assert.match(overview.verdict, /20000|20,000/);
    assert.equal((await stage.ask({ kind: 'columns', artifact: 'summary' })).rowCount, 20_000);
  });

  it('has hundreds of other packages in it, of which an overview names some and counts the others', async () => {
    const members = Array.from({ length: 301 }, (_, at) => ({
      name: `${at}/${summaryName}`,
      content: summaryHead,
    }));
    await stage.open(zipBytes({ members }));
    const { remarks } = await stage.ask({ kind: 'overview' });
    assert.equal(remarks.filter((remark) => /There is another package/.test(remark)).length, 200);
    assert.match(remarks.at(-1) ?? '', /^1\d\d more remarks are left out/);
  });

  it('has a heading, and a row, of hundreds of megabytes, which are shown in part', async () => {
    const headings = Array.from({ length: 900 }, (_, at) => (at === 0 ? 'h'.repeat(MB) : `h${at}`)).join(',');
    const row = Array.from({ length: 900 }, () => 'x'.repeat(20_000)).join(',');
    await stage.open(zipBytes({ members: [{ name: 'wide.csv', content: `${headings}\r\n${row}\r\n` }] }));
    const artifact = 'file/wide.csv';
    const { columns } = await stage.ask({ kind: 'columns', artifact });
    assert.ok(JSON.stringify(columns).length < 200_000);
    const { fields } = await stage.ask({ kind: 'details', artifact, row: 0 });
    const { length } = JSON.stringify(fields);
    assert.ok(length > 2 * MB && length < 4 * MB, String(length));
    assert.equal(fields[0]?.value.length, 20_000);
    assert.equal(fields.at(-1)?.value.length, 1001);
  });

  it('has one number for all processes and services, and its rows can be read', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => at);
    const processes = many.map((at) => `n${at},4,4,07-08-2025 14:56:00,,\r\n`).join('');
    await stage.open(
      archive(
        {
          name: 'Processes/Processes.csv',
          content: `Name,ProcessId,ParentProcessId,CreationDate,CommandLine,ExecutablePath\r\n${processes}`,
        },
        {
          name: 'Services/Services.csv',
          content: `Name,ProcessId,PathName\r\n${many.map((at) => `s${at},4,p${at}\r\n`).join('')}`,
        },
      ),
    );
    const startedMs = performance.now();
    const rows = await stage.rows('processes', ['name', 'parent', 'services']);
    assert.equal(rows.length, 5000);
    assert.ok(performance.now() - startedMs < 5000, 'it took too long');
    assert.ok((rows[0]?.[2]?.length ?? 0) < 1000);
  });
});
