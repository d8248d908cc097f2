import assert from 'node:assert/strict';
import { parseMachineAction } from '../../../src/defender/machineAction.ts';
import { packageName, readPackageName } from '../../../src/evidence/packageName.ts';
import { SeededRandom } from '../../support/random.ts';

const id = '6f6902a0-a205-4a30-b0d7-612353e5aa09';

describe('The name of a package', () => {
  /** The whole name, and the part of it that stands for the device. */
  function nameOf(fields: Record<string, unknown>): { name: string; device: string } {
    const action = parseMachineAction({ id, creationDateTimeUtc: '2026-01-02T03:04:05Z', ...fields });
    const name = packageName(action ?? assert.fail());
    const [, device = assert.fail(name)] = /^(.+)_\d{8,}T\d{6}Z_[^_].*\.zip$/.exec(name) ?? [];
    return { name, device };
  }

  const devices: [string, unknown, string][] = [
    ['a short name', 'ws-042', 'ws-042'],
    ['a full name', 'ws-042.corp.contoso.com', 'ws-042.corp.contoso.com'],
    ['capitals', 'WS-042', 'WS-042'],
    ['no name', '', 'device'],
    ['a missing name', undefined, 'device'],
    ['a name that is null', null, 'device'],
    ['a dot', '.', 'device'],
    ['two dots', '..', 'device'],
    ['only dots', '.......', 'device'],
    ['a way up', '../../etc/passwd', 'etc_passwd'],
    ['a way up on Windows', '..\\..\\Windows\\system.ini', 'Windows_system.ini'],
    ['an absolute path', '/etc/passwd', 'etc_passwd'],
    ['a drive', 'C:\\Windows', 'C_Windows'],
    ['a share', '\\\\server\\share', 'server_share'],
    ['a stream', 'ws-042:hidden', 'ws-042_hidden'],
    ['a wildcard', 'ws*?"<>|', 'ws'],
    ['a null character', 'ws\x00042', 'ws_042'],
    ['line breaks', 'ws\r\n042', 'ws_042'],
    ['trailing dots', 'ws-042...', 'ws-042'],
    ['trailing spaces', 'ws-042   ', 'ws-042'],
    ['trailing dots and spaces', 'ws-042. . .', 'ws-042'],
    ['a leading dot', '.hidden', 'hidden'],
    ['a leading dash, an option to many tools', '-rf', 'rf'],
    ['dots in a row', 'a..b', 'a.b'],
    ['dots that become a row', 'a.‥.b', 'a.b'],
    ['a leader for dots', '․․/x', 'x'],
    ['text turned around', 'ws-042\u202egpj.exe', 'ws-042_gpj.exe'],
    ['characters without width', 'ws\u200b-\u2060042', 'ws_-_042'],
    ['full-width letters', 'ＷＳ－０４２', 'WS-042'],
    ['a full-width way up', '．．／x', 'x'],
    ['an emoji', '💻', 'device'],
    ['an emoji within', 'ws-💻-042', 'ws-_-042'],
    ['half an emoji', 'ws\ud83d', 'ws'],
    ['letters with marks', 'företag', 'f_retag'],
    ['another script', '工作站', 'device'],
    ['a shell in it', '$(reboot)', 'reboot'],
    ['a variable', '%TEMP%', 'TEMP'],
    ['200 characters', 'a'.repeat(200), 'a'.repeat(64)],
    ['64 characters', 'a'.repeat(64), 'a'.repeat(64)],
    ['a cut just behind a dot', `${'a'.repeat(63)}.contoso.com`, 'a'.repeat(63)],
  ];
  for (const [words, computerDnsName, device] of devices) {
    it(`has a harmless part for a device of ${words}`, () => {
      assert.equal(nameOf({ computerDnsName }).device, device);
    });
  }

  const reserved = [
    'CON',
    'prn',
    'Aux',
    'NUL',
    'com0',
    'COM1',
    'com9',
    'LPT1',
    'lpt9',
    'ＣＯＮ',
    'COM¹',
    '.con',
  ];
  for (const device of reserved) {
    for (const computerDnsName of [device, `${device}.contoso.com`, `${device}..x`]) {
      it(`is never one that Windows keeps for a device: ${JSON.stringify(computerDnsName)}`, () => {
        const { name, device: part } = nameOf({ computerDnsName });
        assert.match(part, /^_(con|prn|aux|nul|com\d|lpt\d)/i);
        assert.doesNotMatch(name, reservedOnWindows);
      });
    }
  }

  for (const computerDnsName of ['console', 'com10', 'auxiliary.contoso.com', 'nul-1']) {
    it(`leaves alone what only begins like one: ${computerDnsName}`, () => {
      assert.equal(nameOf({ computerDnsName }).device, computerDnsName);
    });
  }

  const times: [string, unknown, string][] = [
    ['seconds', '2026-01-02T03:04:05Z', '20260102T030405Z'],
    ['seven fractional digits', '2026-01-02T03:04:05.9999999Z', '20260102T030405Z'],
    ['another zone', '2026-01-02T03:04:05+02:00', '20260102T010405Z'],
    ['nothing', undefined, '00000000T000000Z'],
    ['null', null, '00000000T000000Z'],
    ['no time', 'yesterday', '00000000T000000Z'],
    ['a number', 1767322800000, '00000000T000000Z'],
    ['a path', '../../etc', '00000000T000000Z'],
    ['the year 0001', '0001-01-01T00:00:00Z', '00010101T000000Z'],
    ['a far year', '+275760-09-13T00:00:00Z', '2757600913T000000Z'],
    ['a year before', '-000001-01-01T00:00:00Z', '0000010101T000000Z'],
    ['a time too far', '+999999-01-01T00:00:00Z', '00000000T000000Z'],
  ];
  for (const [words, creationDateTimeUtc, time] of times) {
    it(`tells the time of creation from ${words}`, () => {
      assert.equal(nameOf({ creationDateTimeUtc }).name, `device_${time}_${id}.zip`);
    });
  }

  const ids: [string, string, string][] = [
    ['another case', id.toUpperCase(), id.toUpperCase()],
    ['40 digits', '7327b54fd718525cbca07dacde913b5ac3c85673', '7327b54fd718525cbca07dacde913b5ac3c85673'],
    ['a way up', '../../x', 'x'],
    ['nothing that is safe', '///', 'action'],
    ['a name of Windows', 'nul', '_nul'],
    ['200 characters', 'b'.repeat(200), 'b'.repeat(64)],
  ];
  for (const [words, actionId, part] of ids) {
    it(`has a harmless part for an id of ${words}`, () => {
      const action = parseMachineAction({ id: actionId }) ?? assert.fail();
      assert.equal(packageName(action), `device_00000000T000000Z_${part}.zip`);
    });
  }

  it('says which device it is of, and when its action was created', () => {
    const { name } = nameOf({ computerDnsName: 'ws_042.contoso.com', id: 'a_b' });
    assert.deepEqual(readPackageName(name), {
      device: 'ws_042.contoso.com',
      createdUtc: '2026-01-02 03:04Z',
    });
    for (const other of ['Pre-Breach.zip', 'a_20260102T030405Z_b.zip.part', '_20260102T030405Z_b.zip']) {
      assert.equal(readPackageName(other), undefined, other);
    }
  });

  it('is another one for every id', () => {
    const random = new SeededRandom(7);
    const guid = () =>
      '00000000-0000-4000-8000-000000000000'.replaceAll('0', () => random.below(16).toString(16));
    const names = Array.from({ length: 2000 }, () => nameOf({ id: guid() }).name.toLowerCase());
    assert.equal(new Set(names).size, names.length);
  });

  it('is a name on every file system, whatever the service says', () => {
    const random = new SeededRandom(42);
    const pools = [
      [0, 0x80],
      [0x80, 0x2100],
      [0x2000, 0x2070],
      [0xd800, 0xe000],
      [0xff00, 0xfff0],
      [0x1f300, 0x20000],
    ];
    const text = (longest: number) =>
      Array.from({ length: random.below(longest) }, () => {
        const [from = 0, to = 0] = random.pick(pools);
        return random.pick([
          '.',
          '-',
          '_',
          'con',
          'A',
          '7',
          String.fromCodePoint(from + random.below(to - from)),
        ]);
      }).join('');
    for (let run = 0; run < 3000; run++) {
      const fields = { id: `x${text(90)}`, computerDnsName: text(150), creationDateTimeUtc: text(30) };
      const shown = JSON.stringify(fields);
      const { name, device } = nameOf(fields);
      assert.match(name, /^[A-Za-z0-9_][A-Za-z0-9._-]*\.zip$/, shown);
      assert.ok(!name.includes('..'), shown);
      assert.ok(device.length <= 64, shown);
      assert.ok(name.length <= 64 + 64 + 24, shown);
      assert.doesNotMatch(name, reservedOnWindows, shown);
    }
  });

  it('takes no time over a name that was made to take hours', () => {
    for (const computerDnsName of [
      `a${'-'.repeat(3_000_000)}a`,
      '._'.repeat(1_000_000) + 'a',
      '\u200b-'.repeat(1_000_000),
    ]) {
      assert.ok(nameOf({ computerDnsName }).device.length <= 64);
    }
  });
});

/** Up to the first dot, spaces in between left out. */
const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;
