import assert from 'node:assert/strict';
import { parseDeviceFile, parseNames } from '../../../src/collection/deviceList.ts';
import { computedMs } from '../../support/computedMs.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const table = (text: string): string[] => parseDeviceFile(bytes(text), true);

describe('A list of devices', () => {
  it('is separated by commas, semicolons, white space or lines', () => {
    assert.deepEqual(parseNames(' a,b;c d\te\r\nf\n\n, ;g '), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    assert.deepEqual(parseNames('"ws-042", \'ws-043\''), ['ws-042', 'ws-043']);
    assert.deepEqual(parseNames(' ,;\n'), []);
  });

  it('has each device once, however it is written', () => {
    assert.deepEqual(parseNames('ws-042 WS-042 ws-043 Ws-042'), ['ws-042', 'ws-043']);
  });

  for (const [header, names] of [
    ['Device ID,Device name,Domain', ['n1', 'n2']],
    ['id,computerDnsName,name', ['n1', 'n2']],
    ['Name,HostName,os', ['n1', 'n2']],
    ['os,name,id', ['n1', 'n2']],
    ['id,owner,os', ['i1', 'i2']],
    ['os,device_name,name', ['n1', 'n2']],
    ['a,b,c', ['a', 'i1', 'i2']],
  ] as const) {
    it(`is the right column of a table with the columns ${header}`, () => {
      assert.deepEqual(table(`${header}\ni1,n1,o1\ni2,n2,o2\n`), names);
    });
  }

  it('is read as spreadsheets write it', () => {
    const quoted = 'Owner;"Device name"\r\n"O\'Brien; ""Dana""";"ws-042"\r\n"two\r\nlines";ws-043\r\n;\r\n';
    assert.deepEqual(table(quoted), ['ws-042', 'ws-043']);
    assert.deepEqual(table('\ufeffname,os\nws-042,x'), ['ws-042']);
    assert.deepEqual(table('os\tname\rx\tws-042\r'), ['ws-042']);
    assert.deepEqual(table('\ufeffws-042,x\nws-043,y'), ['ws-042', 'ws-043']);
    assert.deepEqual(table('name\n"ws-""042"""'), ['ws-"042"']);
    const utf16 = Buffer.from('\ufeffname\tos\r\nws-042\tx\r\n', 'utf16le');
    assert.deepEqual(parseDeviceFile(utf16, false), ['ws-042']);
  });

  it('survives rows that are shorter, quotes that do not end, and cells that are empty', () => {
    assert.deepEqual(table('os,name\nx\ny,\nz,ws-042'), ['ws-042']);
    assert.deepEqual(table('name\n"ws-042\nws-043'), ['ws-042\nws-043']);
    assert.deepEqual(table(''), []);
    assert.deepEqual(table('name'), []);
    assert.deepEqual(table('a,\n"",\nb,'), ['a', 'b']);
  });

  it('of a text file without columns is all that is in it', () => {
    assert.deepEqual(parseDeviceFile(bytes('ws-042 ws-043,ws-044\nws-045'), false), [
      'ws-042',
      'ws-043',
      'ws-044',
      'ws-045',
    ]);
    assert.deepEqual(parseDeviceFile(bytes('os,device name\nx,ws-042'), false), ['ws-042']);
  });

  it('of any size is read in no time', () => {
    const long = `name,note\n${'ws,"a ""quoted"" note, long"\n'.repeat(100_000)}`;
    const startedMs = computedMs();
    assert.deepEqual(table(long), ['ws']);
    table(`name\n"${'x'.repeat(2_000_000)}`);
    table('"'.repeat(2_000_001));
    assert.ok(computedMs() - startedMs < 3000);
  });
});
