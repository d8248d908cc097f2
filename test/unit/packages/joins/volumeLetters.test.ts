import assert from 'node:assert/strict';
import { listedSerial, withDrivePaths } from '../../../../src/packages/joins/drivePaths.ts';
import { VolumeLetters } from '../../../../src/packages/joins/volumeLetters.ts';
import { hasMark } from '../../../../src/packages/table/table.ts';
import { SeededRandom } from '../../../support/random.ts';
import { tableOf } from '../../../support/joinTables.ts';
import { rowsOf, textOf } from '../../../support/packageTexts.ts';

const volume3 = '\\Device\\HarddiskVolume3';
const below = ['\\Windows\\System32\\cmd.exe', '\\Users\\ann\\tool.exe', '\\Tools\\a b.exe'];

describe('The drive letter of a volume', () => {
  const lettersBy = (
    onDevices: readonly string[],
    withLetters: readonly string[],
    listed: readonly (readonly [string, string])[] = [],
  ) => new VolumeLetters(listed, () => ({ onDevices, withLetters }));
  const on = (device: string, paths = below) => paths.map((path) => device + path);

  it('follows from several paths that are seen with it, too, whatever stands around them', () => {
    const letters = lettersBy(on(volume3), [
      `"c:\\windows\\system32\\CMD.EXE" /c dir`,
      'C:\\Users\\ann\\tool.exe',
      'D:\\other.exe',
    ]);
    assert.deepEqual(letters.withLetter(`${volume3}\\Elsewhere\\x.dll`), {
      path: 'C:\\Elsewhere\\x.dll',
      evidence: 'paths',
    });
    assert.equal(letters.withLetter('\\device\\HARDDISKVOLUME3\\x')?.path, 'C:\\x');
  });

  it('is not guessed', () => {
    const sure = on('C:');
    const cases: [string, readonly string[], readonly string[]][] = [
      ['one path alone', on(volume3), sure.slice(0, 1)],
      ['a path with two letters', on(volume3), [...sure, 'D:\\Windows\\System32\\cmd.exe']],
      ['two volumes with the same paths', [...on(volume3), ...on('\\Device\\HarddiskVolume5')], sure],
      ['no path with a letter', on(volume3), ['%windir%\\system32\\cmd.exe']],
      ['paths that only begin alike', on(volume3), sure.map((path) => `${path}.exe`)],
      ['the same path, again and again', on(volume3), Array<string>(9).fill(sure[0] ?? '')],
    ];
    for (const [words, devices, lettered] of cases) {
      assert.equal(lettersBy(devices, lettered).withLetter(`${volume3}\\x`), undefined, words);
    }
    const letters = lettersBy(on(volume3), sure);
    for (const path of ['', 'C:\\x', '\\Device', '\\Device\\HarddiskVolume33\\x', '\\\\server\\share\\x']) {
      assert.equal(letters.withLetter(path), undefined, path);
    }
  });

  it('follows from the serial number that its listing has, whatever the device is called', () => {
    const letters = lettersBy([], [], [['1A2B-3C4D', 'c:']]);
    assert.deepEqual(letters.withLetter('\\VOLUME{01da0102030405-1a2b3c4d}\\WINDOWS\\X.EXE'), {
      path: 'C:\\WINDOWS\\X.EXE',
      evidence: 'serial',
    });
    assert.equal(letters.withLetter('\\VOLUME{01da0102030405-1a2b3c4e}\\X.EXE'), undefined);
    assert.equal(letters.withLetter(`${volume3}\\x`), undefined);
    letters.learn(volume3.toUpperCase(), '1A2B3C4D');
    assert.deepEqual(letters.withLetter(`${volume3}\\x`), { path: 'C:\\x', evidence: 'serial' });
  });

  it('is withheld where serial numbers contradict each other, or the paths', () => {
    const two = lettersBy(
      [],
      [],
      [
        ['1A2B-3C4D', 'C:'],
        ['1A2B-3C4D', 'D:'],
      ],
    );
    assert.equal(two.withLetter('\\VOLUME{01-1a2b3c4d}\\x'), undefined);
    const renumbered = lettersBy([], [], [['1A2B-3C4D', 'C:']]);
    renumbered.learn(volume3, '1A2B3C4D');
    renumbered.learn(volume3, '99999999');
    assert.equal(renumbered.withLetter(`${volume3}\\x`), undefined);
    const other = lettersBy(on(volume3), on('C:'), [['1A2B-3C4D', 'C:']]);
    assert.equal(other.withLetter(`${volume3}\\x`)?.evidence, 'paths');
    other.learn(volume3, '99999999');
    assert.equal(other.withLetter(`${volume3}\\x`), undefined);
  });

  it('is never that of another volume, however paths and letters are spread', () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 300; round++) {
      const files = Array.from({ length: 6 }, (_, at) => `\\f${random.below(4)}\\${at}.exe`);
      const volumes = [1, 2, 3].map((number) => ({
        device: `\\Device\\HarddiskVolume${number}`,
        letter: `${'CDE'[number - 1]}:`,
        own: files.map((file) => `\\only${number}${file}`),
      }));
      const some = (paths: readonly string[]) => paths.filter(() => random.below(3) > 0);
      const letters = lettersBy(
        volumes.flatMap(({ device, own }) => some(own).map((path) => device + path)),
        volumes.flatMap(({ letter, own }) => some(own).map((path) => letter + path)),
      );
      for (const { device, letter } of volumes) {
        assert.ok([undefined, `${letter}\\x`].includes(letters.withLetter(`${device}\\x`)?.path));
      }
    }
  });

  it('is listed with the serial number in every language, above the first directory', () => {
    const listing = (...head: string[]) =>
      listedSerial(textOf([...head, '', ' Verzeichnis von C:\\Users\\ann\\Temp', '', ' 1A2B-9999']));
    assert.deepEqual(listing(' Volume in drive C is 0000-1111 X', ' Volume Serial Number is 1A2B-3C4D'), [
      ['1A2B-3C4D', 'C:'],
    ]);
    assert.deepEqual(listing(' Datenträger …', ' Volumeseriennummer: 00FF-AB12'), [['00FF-AB12', 'C:']]);
    assert.deepEqual(listing(' No number here'), []);
    assert.deepEqual(listedSerial(textOf(['The system cannot find the path specified.'])), []);
  });

  it('stands beside the path, and the row says what it follows from', () => {
    const table = tableOf({ program: 'text' }, [
      [`${volume3}${below[0]}`],
      ['\\Device\\Mup\\x\\y.exe'],
      ['C:\\z.exe'],
    ]);
    const shown = withDrivePaths(table, 'program', lettersBy(on(volume3), on('C:')));
    assert.deepEqual(rowsOf(shown, 'program', 'drivePath'), [
      [`${volume3}${below[0]}`, 'C:\\Windows\\System32\\cmd.exe'],
      ['\\Device\\Mup\\x\\y.exe', ''],
      ['C:\\z.exe', ''],
    ]);
    assert.deepEqual(
      [0, 1].map((row) => [hasMark(shown, row, 'letterByPaths'), hasMark(shown, row, 'letterBySerial')]),
      [
        [true, false],
        [false, false],
      ],
    );
  });
});
