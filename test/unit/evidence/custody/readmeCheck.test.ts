import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordPathOf } from '../../../../src/evidence/acquisitionRecord.ts';
import { repositoryRoot } from '../../../host/paths.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { CustodySetup, sha256 } from '../../../support/custodySetup.ts';

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
const section = /^## Check it without this extension\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
const [commands = '', script = ''] = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(
  ([, text]) => text ?? '',
);

function run(text: string, folder: string): { status: number | null; output: string } {
  const { status, stdout } = spawnSync('sh', ['-c', text], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout.trim() };
}

describe('What the README says of checking without this extension', () => {
  let setup: CustodySetup;

  beforeEach(async () => {
    setup = await CustodySetup.start();
    for (const note of ['the first', 'an ä, a \\, a "quote",\nand $(more)', '', 'the fourth', 'the last']) {
      await setup.append({ note });
    }
  });

  afterEach(() => setup.close());

  const check = () => run(script, setup.folder);

  it('is a text without carriage returns, and a script of no more than 25 lines', () => {
    assert.doesNotMatch(readme, /\r/);
    assert.ok(script.startsWith('#!/bin/sh\n') && script.split('\n').length <= 25, script);
  });

  it('finds an unbroken log, and prints the hash of its last line', async () => {
    const last = sha256((await setup.lines()).at(-1) ?? '');
    assert.deepEqual(check(), { status: 0, output: `5 lines, unbroken; SHA-256 of the last: ${last}` });
  });

  const tamperings: [string, (lines: string[]) => string[], number][] = [
    ['is changed', (lines) => lines.with(2, (lines[2] ?? '').replace('anna', 'otto')), 4],
    ['is changed in the first line', (lines) => lines.with(0, (lines[0] ?? '').replace('first', '1st')), 2],
    ['lost a line', (lines) => lines.toSpliced(2, 1), 3],
    ['lost its first line', (lines) => lines.slice(1), 1],
    ['has a line twice', (lines) => lines.toSpliced(2, 0, lines[2] ?? ''), 4],
    ['has two lines exchanged', (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), 3],
    ['has an empty line', (lines) => lines.toSpliced(4, 0, ''), 5],
    ['has a space more', (lines) => lines.with(3, `${lines[3] ?? ''} `), 4],
    ['has a carriage return at its end', (lines) => lines.with(4, `${lines[4] ?? ''}\r`), 5],
    ['has other line ends', (lines) => lines.map((line) => `${line}\r`), 1],
    ['has a byte order mark', (lines) => lines.with(0, `\uFEFF${lines[0] ?? ''}`), 1],
  ];
  for (const [words, change, number] of tamperings) {
    it(`names line ${number} as the product does when the log ${words}`, async () => {
      await setup.write(change(await setup.lines()));
      assert.deepEqual(check(), { status: 1, output: `line ${number} is broken` });
      assert.equal((await setup.check()).brokenAt?.line, number);
    });
  }

  it('names a torn line, and is content when it is healed', async () => {
    await appendFile(setup.path, '{"seq":6');
    assert.deepEqual(check(), { status: 1, output: 'line 6 is torn' });
    await setup.append();
    assert.match(check().output, /^6 lines, unbroken/);
  });

  it('is not misled by bytes that a shell leaves out', async () => {
    await writeFile(setup.path, (await setup.read()).replace('anna', 'an\0na'));
    assert.deepEqual(check(), { status: 1, output: 'the log is no text' });
  });

  describe('of a package', () => {
    let acquired: AcquisitionSetup;
    let name: string;

    beforeEach(async () => {
      acquired = await AcquisitionSetup.start();
      const { packagePath } = await acquired.acquire();
      name = packagePath.slice(acquired.folder.length + 1, -'.zip'.length);
      for (const [path, file] of [
        [packagePath, `${name}.zip`],
        [recordPathOf(packagePath), `${name}.acquisition.json`],
      ] as const) {
        await writeFile(join(setup.folder, file), await readFile(path));
      }
      await setup.append({ event: 'acquired', file: `${name}.zip`, note: 'an earlier one, moved away' });
      const recordSha256 = sha256(await readFile(recordPathOf(packagePath)));
      await setup.append({ event: 'acquired', file: `${name}.zip`, recordSha256 });
      await setup.append({ event: 'acquired', file: 'another.zip' });
      const note = `"event":"acquired","file":"${name}.zip","recordSha256":"${'0'.repeat(64)}"`;
      await setup.append({ event: 'verified', file: `${name}.zip`, recordSha256: null, note });
    });

    afterEach(() => acquired.close());

    /** The answers of the two command lines. */
    function answers(): string[] {
      const named = commands.replace(/^p=\S+/m, `p=${name}`);
      assert.notEqual(named, commands);
      return run(named, setup.folder)
        .output.split('\n')
        .map((line) => line.replace(name, ''));
    }

    it('finds it and its record unchanged', () => {
      assert.deepEqual(answers(), ['.zip: OK', '.acquisition.json: OK']);
    });

    it('finds a changed package', async () => {
      await appendFile(join(setup.folder, `${name}.zip`), 'x');
      assert.deepEqual(answers(), ['.zip: FAILED', '.acquisition.json: OK']);
    });

    it('finds a changed record', async () => {
      const path = join(setup.folder, `${name}.acquisition.json`);
      await writeFile(path, (await readFile(path, 'utf8')).replace('anna', 'otto'));
      assert.deepEqual(answers(), ['.zip: OK', '.acquisition.json: FAILED']);
    });

    it('finds a package and a record that were changed together', async () => {
      const path = join(setup.folder, `${name}.acquisition.json`);
      await writeFile(join(setup.folder, `${name}.zip`), 'forged');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/"sha256": "\w+"/, `"sha256": "${sha256('forged')}"`));
      assert.deepEqual(answers(), ['.zip: OK', '.acquisition.json: FAILED']);
    });

    it('does not look anything over when the log says nothing of it', async () => {
      await setup.write((await setup.lines()).filter((line) => !line.includes('"event":"acquired","by"')));
      assert.deepEqual(answers(), ['.zip: OK']);
    });
  });
});
