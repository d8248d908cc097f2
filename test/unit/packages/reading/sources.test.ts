import assert from 'node:assert/strict';
import { hexPart } from '../../../../src/packages/reading/memberView.ts';
import { textView } from '../../../../src/packages/reading/memberView.ts';
import { decodePage } from '../../../../src/packages/text/codePages.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

const textArtifacts =
  'summary systemInformation processes services startPoints scheduledTasks registry connections dnsCache arp ipConfig ' +
  'firewallRules localGroups executionTimes programs tempFiles prefetchList supportLog';

describe('The source of a row', () => {
  let stage: ReadingStage;
  const members = new Map<string, Buffer>();

  before(async () => {
    stage = await ReadingStage.start();
    const all = [
      ...generatedMembers('german'),
      { path: 'odd.txt', content: 'one\rtwo\r\r\nthree\u2028x\n\r\nfour\r' },
      { path: 'only returns.txt', content: 'one\rtwo\rthree' },
    ];
    all.forEach(({ path, content }) => members.set(path, Buffer.from(content)));
    await stage.open(await packed(all));
  });
  after(() => stage.end());

  for (const artifact of textArtifacts.split(' ')) {
    it(`is the line and the byte of the member that is shown: ${artifact}`, async () => {
      const { rowCount } = await stage.ask({ kind: 'columns', artifact });
      const step = Math.max(1, Math.floor(rowCount / 50));
      for (let row = 0; row < rowCount; row += step) {
        const place = await stage.ask({ kind: 'source', artifact, row });
        const { text, isHex, isWhole } = await stage.ask({ kind: 'member', member: place.member });
        assert.deepEqual([isHex, isWhole], [false, true]);
        const shown = editorLines(text)[place.line];
        const bytes = members.get(place.member)?.subarray(place.offset) ?? Buffer.alloc(0);
        const { encoding } = new MemberText('', members.get(place.member) ?? Buffer.alloc(0));
        const [beginning = ''] = decode(bytes.subarray(0, 20_000), encoding).split('\n');
        assert.equal(
          shown?.replaceAll('\u240d', '\r'),
          beginning.replace(/\r+$/, ''),
          `${place.member} ${place.line}`,
        );
      }
      assert.ok(rowCount > 0);
    });
  }

  it('says in which code page the text is, and is shown in the same', async () => {
    const arp = 'Network Connections/Arp.txt';
    const all = generatedMembers('german').map((member) =>
      member.path === arp
        ? // In Windows-1252 these are other letters, and no worse ones.
          {
            path: arp,
            content: Buffer.from('X: 10.0.0.5 --- 0xc\r\n h\r\n  10.0.0.1  aa-bb  au\xe1en\r\n', 'latin1'),
          }
        : member,
    );
    const own = await ReadingStage.start();
    await own.open(await packed(all));
    assert.deepEqual(await own.rows('arp', ['type']), [['außen']]);
    assert.match((await own.ask({ kind: 'member', member: arp })).text, /außen/);
    const { source } = await own.ask({ kind: 'details', artifact: 'arp', row: 0 });
    assert.match(source, /^Network.*, line 3, byte 25 \(CP850, by the language of the host and the tool/);
    const listed = await own.rows('members', ['path', 'encoding']);
    const encodings = new Map(listed.map(([path, encoding]) => [path, encoding]));
    assert.equal(
      encodings.get('Network Connections/ActiveNetConnections.txt'),
      'CP850, as its words are none in other code pages',
    );
    assert.equal(encodings.get('Security Event Log/Security.evtx'), '');
    await own.end();
  });

  it('is the same line in an editor, whatever returns are in the text', async () => {
    for (const [member, lines] of [
      ['odd.txt', ['one\u240dtwo', 'three\u2028x', '', 'four']],
      ['only returns.txt', ['one', 'two', 'three']],
    ] as const) {
      const { text } = await stage.ask({ kind: 'member', member });
      assert.deepEqual(editorLines(text), lines);
      assert.ok(!text.includes('\r'));
      const { rowCount } = await stage.ask({ kind: 'columns', artifact: `file/${member}` });
      for (let row = 0; row < rowCount; row++) {
        const { line } = await stage.ask({ kind: 'source', artifact: `file/${member}`, row });
        const [cell] = (await stage.rows(`file/${member}`, ['line']))[row] ?? [];
        assert.equal(lines[line]?.replaceAll('\u240d', '\r').replace(/\r+$/, ''), cell);
      }
    }
  });

  it('is a line of sixteen bytes where a member is no text', async () => {
    const place = await stage.ask({ kind: 'source', artifact: 'securityEvents', row: 3 });
    const { text, isHex } = await stage.ask({ kind: 'member', member: place.member });
    const line = text.split('\n')[place.line] ?? '';
    assert.equal(isHex, true);
    const [offset, hex] = [line.slice(0, 8), line.slice(10, 58).trim()];
    assert.equal(parseInt(offset, 16), place.offset - (place.offset % 16));
    const at = parseInt(offset, 16);
    const bytes = members.get(place.member)?.subarray(at, at + 16);
    assert.equal(hex.replaceAll(' ', ''), bytes?.toString('hex'));
    // Every record of a log begins with two asterisks.
    assert.equal(members.get(place.member)?.toString('latin1', place.offset, place.offset + 2), '**');
  });

  it('is in a cabinet, too', async () => {
    const own = await ReadingStage.start();
    try {
      await own.open(await packed(generatedMembers()));
      const { text } = await own.ask({
        kind: 'member',
        member: 'WdSupportLogs/MPSupportFiles.cab!/MPStateInfo.txt',
      });
      assert.match(text, /^Computer name: WS-042$/m);
    } finally {
      await own.end();
    }
    const { artifacts } = await overviewWithRest(stage);
    const log = artifacts.find(({ title }) => title.startsWith('MPLog'))?.id ?? '';
    const [[cell] = []] = (await stage.rows(log, ['line'])).slice(100);
    const place = await stage.ask({ kind: 'source', artifact: log, row: 100 });
    const { text, isHex } = await stage.ask({ kind: 'member', member: place.member });
    assert.equal(isHex, false);
    assert.equal(text.split('\n')[place.line], cell);
  });

  it('is given as it is to editors for bytes, unless it is text, or not what it declares', async () => {
    const { member } = await stage.ask({ kind: 'source', artifact: 'securityEvents', row: 3 });
    const { bytes, member: named } = await stage.ask({ kind: 'bytes', member });
    assert.equal(named, 'Security Event Log/Security.evtx');
    assert.ok(bytes && members.get(member)?.equals(bytes));
    // Of a part of a long member, the whole member.
    assert.deepEqual(await stage.ask({ kind: 'bytes', member: `${member}@16` }), { member, bytes });
    assert.deepEqual(await stage.ask({ kind: 'bytes', member: 'odd.txt' }), { member: 'odd.txt' });
    await assert.rejects(stage.ask({ kind: 'bytes', member: 'nothing@5' }), {
      message: 'There is no member nothing@5 in the package.',
    });
    const own = await ReadingStage.start();
    try {
      const damaged = await packed([{ path: 'a.bin', content: Buffer.alloc(5000, 1) }]);
      damaged.writeUInt32LE(7, damaged.indexOf('PK\u0001\u0002', 0, 'latin1') + 16);
      await own.open(damaged);
      assert.deepEqual(await own.ask({ kind: 'bytes', member: 'a.bin' }), { member: 'a.bin' });
      const { text, isWhole } = await own.ask({ kind: 'member', member: 'a.bin' });
      assert.deepEqual([isWhole, text.split('\n').length], [false, 314]);
    } finally {
      await own.end();
    }
  });

  it('is said in words with the details', async () => {
    const { source } = await stage.ask({ kind: 'details', artifact: 'processes', row: 2 });
    assert.match(source, /^Processes\/Processes\.csv, line \d+, byte \d+$/);
    const event = await stage.ask({ kind: 'details', artifact: 'securityEvents', row: 0 });
    assert.match(event.source, /^Security Event Log\/Security\.evtx, byte \d+$/);
  });

  it('is not there for members that are not', async () => {
    for (const member of ['nothing.txt', 'Processes/Processes.csv!/x', 'nothing@5']) {
      await assert.rejects(stage.ask({ kind: 'member', member }), {
        message: `There is no member ${member} in the package.`,
      });
    }
  });
});

describe('A long member', () => {
  it('of text is shown up to 50 million characters, and a line that says so', () => {
    const line = 'x'.repeat(99);
    const bytes = Buffer.from(`${line}\n`.repeat(510_000));
    const { text, isWhole } = textView(bytes, bytes.length);
    const lines = text.split('\n');
    assert.equal(isWhole, false);
    assert.equal(lines.at(-1), `The first 49999999 of 51000000 bytes are shown.`);
    assert.ok(lines.slice(0, -1).every((each) => each === line));
    assert.equal(lines.length, 500_001);
  });

  it('of bytes is shown in parts, of which the row names the one that it is in', async () => {
    const stage = await ReadingStage.start();
    try {
      const bytes = Buffer.alloc(hexPart + 100, 0x01);
      bytes.write('here', hexPart + 40);
      await stage.open(await packed([{ path: 'long.bin', content: bytes }]));
      const first = await stage.ask({ kind: 'member', member: 'long.bin' });
      assert.deepEqual([first.isHex, first.isWhole], [true, false]);
      assert.match(first.text.slice(-80), /\nThe first \d+ of \d+ bytes are shown\.$/);
      assert.ok(first.text.length <= 50_000_200);
      const row = (hexPart + 40) >> 4;
      const place = await stage.ask({ kind: 'source', artifact: 'file/long.bin', row });
      const { text, isWhole } = await stage.ask({ kind: 'member', member: place.member });
      const shown = text.split('\n')[place.line] ?? '';
      assert.match(shown, /here/);
      assert.equal(parseInt(shown, 16), place.offset - (place.offset % 16));
      assert.equal(isWhole, true);
    } finally {
      await stage.end();
    }
  });
});

/** As an editor does. */
function editorLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

function decode(bytes: Buffer, encoding: string): string {
  return encoding === 'cp850'
    ? decodePage(bytes, encoding)
    : new TextDecoder(encoding, { ignoreBOM: false }).decode(bytes);
}

async function overviewWithRest(stage: ReadingStage) {
  await stage.ask({ kind: 'columns', artifact: 'supportFiles' });
  return stage.ask({ kind: 'overview' });
}
