import assert from 'node:assert/strict';
import type { LiveResponseCommand } from '../../../src/defender/liveResponse.ts';
import { parseMachineAction } from '../../../src/defender/machineAction.ts';
import { recordPathOf } from '../../../src/evidence/acquisitionRecord.ts';
import { isEvidenceName, kindOf, resultName } from '../../../src/evidence/packageName.ts';

const action =
  parseMachineAction({
    id: 'abc',
    computerDnsName: 'ws-042',
    creationDateTimeUtc: '2026-01-02T03:04:05.6Z',
  }) ?? assert.fail();
const stem = 'ws-042_20260102T030405Z_abc';

function nameOf(type: string, value?: string, index = 2): string {
  const key = type === 'GetFile' ? 'Path' : 'ScriptName';
  const params = value === undefined ? [] : [{ key, value }];
  const command: LiveResponseCommand = { index, type, status: 'Completed', params, errors: [] };
  return resultName(action, command);
}

describe('The name of a live response result', () => {
  const cases: [type: string, value: string | undefined, what: string][] = [
    ['GetFile', 'C:\\Windows\\Temp\\upd.exe', 'upd.exe.gz'],
    ['GetFile', '/var/log/auth.log', 'auth.log.gz'],
    ['GetFile', 'C:\\a\\x.gz', 'x.gz.gz'],
    ['GetFile', 'C:\\a\\..\\..\\', 'file.gz'],
    ['GetFile', 'C:\\Users\\Public\\Größe 1.txt', 'Gr_e_1.txt.gz'],
    ['GetFile', 'C:\\a\\CON.txt', '_CON.txt.gz'],
    ['GetFile', 'C:\\a\\x:stream', 'x_stream.gz'],
    ['GetFile', undefined, 'file.gz'],
    ['GetFile', `C:\\${'a'.repeat(5000)}.txt`, `${'a'.repeat(64)}.gz`],
    ['RunScript', 'Get-Triage.ps1', 'Get-Triage.ps1.json'],
    ['RunScript', '..\\..\\evil.ps1', 'evil.ps1.json'],
    ['RunScript', 'x.acquisition', 'x_acquisition.json'],
    ['RunScript', undefined, 'script.json'],
  ];
  for (const [type, value, what] of cases) {
    it(`is ${what.slice(0, 30)} for ${type} ${value?.slice(0, 30) ?? 'of nothing known'}`, () => {
      const name = nameOf(type, value);
      assert.equal(name, `${stem}_2_${what}`);
      assert.ok(isEvidenceName(name));
      assert.equal(kindOf(name), type === 'GetFile' ? 'gzip' : 'json');
      const record = recordPathOf(name);
      assert.equal(record, name.replace(/\.(gz|json)$/, '.acquisition.json'));
      assert.ok(!isEvidenceName(record));
      assert.ok(`${record}.part`.length < 255);
    });
  }

  it('is another one for each command', () => {
    assert.notEqual(nameOf('GetFile', 'C:\\a', 2), nameOf('GetFile', 'C:\\a', 3));
    assert.notEqual(nameOf('GetFile', 'C:\\a', 2), nameOf('GetFile', 'C:\\A', 3));
  });

  it('tells it from other files of its kind', () => {
    for (const name of ['package.json', 'a.gz', 'backup_20260102.json', 'x.acquisition.json', 'a.txt']) {
      assert.ok(!isEvidenceName(name), name);
    }
    assert.ok(isEvidenceName('/a/b/package.ZIP'));
  });
});
