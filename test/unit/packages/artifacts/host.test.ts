import assert from 'node:assert/strict';
import { readLocalGroups } from '../../../../src/packages/artifacts/localGroups.ts';
import { readPrefetchList } from '../../../../src/packages/artifacts/prefetchList.ts';
import { readSignedInUsers } from '../../../../src/packages/artifacts/signedInUsers.ts';
import { readSmbSessions } from '../../../../src/packages/artifacts/smbSessions.ts';
import { readSystemInformation } from '../../../../src/packages/artifacts/systemInformation.ts';
import { readTempListing } from '../../../../src/packages/artifacts/tempListing.ts';
import { MemberText } from '../../../../src/packages/text/memberText.ts';
import { prefetchList } from '../../../simulator/package/copyLogs.ts';
import { languages } from '../../../simulator/package/hostLocale.ts';
import { localGroups, systemInformation } from '../../../simulator/package/systemAndUsers.ts';
import { tempFiles } from '../../../simulator/package/tempFiles.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { checkOf, collectionIn, rowsOf, textOf } from '../../../support/packageTexts.ts';

for (const language of languages) {
  describe(`A host in ${language}`, () => {
    const collection = collectionIn(language);
    const { host } = collection;

    it('states its name, system, zone and times, whatever the labels', () => {
      const { table, facts } = readSystemInformation(textOf(systemInformation(collection)));
      assert.deepEqual(
        [facts.hostName?.text, facts.osName?.text, facts.build],
        [host.name, host.osName, '26100'],
      );
      assert.deepEqual([facts.zone?.text, facts.locale?.text], [host.locale.statedZone, host.locale.name]);
      assert.ok(facts.installed && facts.booted && facts.installed.text !== facts.booted.text);
      assert.equal(table.unparsed.count, 0);
      const rows = rowsOf(table, 'label', 'value');
      assert.deepEqual(rows.find(([label]) => label === 'Virtual Memory: Max Size')?.[1]?.slice(-3), ' MB');
      // Lines without a label go on with the value above.
      assert.equal(rows.filter(([label]) => label === host.locale.words.systemLabels[10]).length, 5);
    });

    it('has its groups with their members', () => {
      const rows = rowsOf(readLocalGroups(textOf(localGroups(collection))), 'group', 'member');
      assert.deepEqual(rows.slice(0, 5), [
        ['Administrators', 'Administrator'],
        ['Administrators', 'CONTOSO\\Domain Admins'],
        ['Administrators', 'localadmin'],
        ['Guests', ''],
        ['Remote Desktop Users', ''],
      ]);
    });

    it('has temporary files whose totals are those that the listing states', () => {
      const user = host.users.find(({ signedIn }) => signedIn) ?? assert.fail();
      const table = readTempListing(new MemberText('a.txt', tempFiles(collection, user)));
      for (const { id, expected, found } of table.checks) {
        assert.ok(expected === found && found > 0, id);
      }
      assert.deepEqual(
        table.checks.map(({ id }) => id),
        ['directories', 'files', 'bytes', 'subdirectories'],
      );
      assert.equal(table.unparsed.count, 0);
      const rows = rowsOf(table, 'path', 'owner', 'kind', 'program');
      const named = (end: string) => rows.find(([path]) => path?.endsWith(end));
      const folder = `C:\\Users\\${user.name}\\AppData\\Local\\Temp`;
      assert.deepEqual(named('upd (1).exe'), [`${folder}\\upd (1).exe`, 'NT AUTHORITY\\SYSTEM', 'file', '1']);
      assert.deepEqual(named('Temp\\msdtadmin'), [
        `${folder}\\msdtadmin`,
        'NT SERVICE\\TrustedInstaller'.slice(0, 23),
        'DIR',
        '',
      ]);
      assert.equal(named('[C:\\Users\\Public]')?.[2], 'JUNCTION');
      assert.ok(!rows.some(([path]) => path?.endsWith('\\.') || path?.endsWith('\\..')));
    });

    it('says so when a user has no folder', () => {
      const user = host.users.find(({ signedIn }) => !signedIn) ?? assert.fail();
      const table = readTempListing(new MemberText('a.txt', tempFiles(collection, user)));
      assert.deepEqual([table.rowCount, table.checks.length], [0, 0]);
    });

    it('has the list of copied prefetch files, and when the copy began', () => {
      const files = ['CMD.EXE-1.pf', 'NET.EXE-2.pf'].map((name) => ({ name, bytes: Buffer.alloc(1234) }));
      const { table, started, skipped } = readPrefetchList(textOf(prefetchList(collection, files)));
      assert.deepEqual(
        rowsOf(table, 'name', 'size', 'copied'),
        files.map(({ name }) => [name, '1234', '1']),
      );
      assert.deepEqual([checkOf(table, 'copied'), checkOf(table, 'total'), skipped], [[2, 2], [44, 44], 42]);
      assert.match(started?.text ?? '', /2026.*\d\d:05/);
    });
  });
}

describe('Listings of all kinds of hosts', () => {
  it('name their mistakes: totals that do not agree', () => {
    const table = readTempListing(
      textOf([
        ' Directory of C:\\T',
        '',
        '07-08-2025  14:56                10 H\\u                    a.txt',
        '               2 File(s)             11 bytes',
        '',
        '     Total Files Listed:',
        '               2 File(s)             11 bytes',
        '               0 Dir(s)  1 bytes free',
      ]),
    );
    assert.deepEqual(
      [checkOf(table, 'directories'), checkOf(table, 'files'), checkOf(table, 'bytes')],
      [
        [1, 0],
        [2, 1],
        [11, 10],
      ],
    );
  });

  for (const grouped of [
    '1,52,15,583',
    '15.215.583',
    '15 215 583',
    '15\u00a0215\u00a0583',
    '15\u00ff215\u00ff583',
    "15'215'583",
    '15215583',
  ]) {
    it(`have sizes grouped as ${grouped}`, () => {
      const line = `07-08-2025  14:56${grouped.padStart(18)} ${'H\\u'.padEnd(23)}a b.txt`;
      const table = readTempListing(
        new MemberText('a.txt', Buffer.from(` Dir of C:\\T\n${line}\n`, 'latin1')),
      );
      assert.deepEqual([table.number(0, 2), table.text(0, 3)], [15215583, 'C:\\T\\a b.txt']);
    });
  }

  it('tell what is not owned by the user whose folder it is in', () => {
    const entry = (owner: string) =>
      `07-08-2025  14:56                10 ${owner.slice(0, 23).padEnd(23)}a.txt`;
    const owners = (directory: string, ...names: string[]) =>
      rowsOf(
        readTempListing(textOf([` Directory of ${directory}`, ...names.map(entry)])),
        'otherOwner',
      ).flat();
    const temp = 'C:\\Users\\ann.lee\\AppData\\Local\\Temp\\x';
    assert.deepEqual(
      owners(
        temp,
        'CONTOSO\\Ann.Lee',
        'BUILTIN\\Administrators',
        'NT AUTHORITY\\SYSTEM',
        '...',
        'CONTOSO\\ann',
      ),
      ['', '1', '1', '', '1'],
    );
    assert.deepEqual(owners('C:\\Users\\ann.CONTOSO\\Temp', 'CONTOSO\\ann', 'CONTOSO\\bob'), ['', '1']);
    assert.deepEqual(owners('C:\\Users\\a.very.long.user\\Temp', 'LONGDOMAIN\\a.very.long.user'), ['']);
    assert.deepEqual(owners('C:\\Temp', 'CONTOSO\\bob'), ['']);
  });

  it('count what is no entry', () => {
    const table = readTempListing(
      textOf([' Directory of C:\\T', 'broken', '07-08-2025  14:56     what?          H\\u  a']),
    );
    assert.deepEqual([table.rowCount, table.unparsed.count], [0, 2]);
  });

  it('have users by the columns of their header', () => {
    const table = readSignedInUsers(
      textOf([
        ' BENUTZERNAME          SITZUNGSNAME       ID  STATUS  LEERLAUF   ANMELDEZEIT',
        '>a.user                console             1  Aktiv      Kein   07.08.2025 09:12',
        ' two words                                 3  Getr.   1+02:33   8/7/2025 9:12 AM',
        ' nonsense',
      ]),
    );
    assert.deepEqual(rowsOf(table, 'user', 'session', 'sessionId', 'state', 'idle', 'signedIn'), [
      ['a.user', 'console', '1', 'Aktiv', 'Kein', '07.08.2025 09:12'],
      ['two words', '', '3', 'Getr.', '1+02:33', '8/7/2025 9:12 AM'],
    ]);
    assert.equal(table.unparsed.count, 1);
    assert.equal(readSignedInUsers(textOf(['No User exists for *'])).rowCount, 0);
  });

  it('have a group of a file of its own, as older packages have it', () => {
    const text = textOf(
      [
        'Alias name     Admins',
        'Comment        All rights',
        '',
        'Members',
        '',
        '-'.repeat(79),
        'a',
        'b',
        'Done.',
      ],
      'Users and Groups/Administrators.txt',
    );
    assert.deepEqual(rowsOf(readLocalGroups(text), 'group', 'member', 'comment'), [
      ['Administrators', 'a', 'All rights'],
      ['Administrators', 'b', 'All rights'],
    ]);
  });

  it('have no SMB sessions in a single sentence, and rows in a table', () => {
    assert.equal(readSmbSessions(textOf('\ufeffNo SMB sessions were found!')).rowCount, 0);
    assert.equal(readSmbSessions(textOf(['a,b,c', '1,2,3', '4,5,6'])).rowCount, 2);
  });

  const hostile = ['x', ' ', '\t', ':', '-', '1', '1.', '\u202e', '\0', '<', '100%', '07-08-2025  '].map(
    (piece) => piece.repeat(Math.ceil(200_000 / piece.length)),
  );
  it('take no time for lines of 200 000 characters, and throw nothing', () => {
    const started = computedMs();
    for (const line of hostile) {
      for (const read of [
        readLocalGroups,
        readPrefetchList,
        readSignedInUsers,
        readSmbSessions,
        readSystemInformation,
        readTempListing,
      ]) {
        read(
          textOf([
            line,
            ' Directory of C:\\T',
            ' a : b',
            '\t a\t1\tb',
            line,
            `07-08-2025  14:56 ${line}`,
            ` ${line} C:\\`,
            line,
          ]),
        );
        read(textOf(''));
      }
    }
    assert.ok(computedMs() - started < 8000, String(computedMs() - started));
  });
});
