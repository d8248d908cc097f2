import assert from 'node:assert/strict';
import {
  readPackage,
  type PackageMember,
  type PackageReading,
} from '../../../src/packages/packageReading.ts';
import { columnIndex, hasMark, type Table } from '../../../src/packages/table/table.ts';
import { languages } from '../../simulator/package/hostLocale.ts';
import { windowsServicesOf } from '../../simulator/package/windowsServices.ts';
import { computedMs } from '../../support/computedMs.ts';
import { checkOf, collectionIn, packageMembers, rowsOf } from '../../support/packageTexts.ts';
import { SeededRandom } from '../../support/random.ts';

function tableOf({ tables }: PackageReading, id: string): Table {
  return tables.find((table) => table.id === id) ?? assert.fail(id);
}

/** In bytes; a mark at the beginning is before the first line. */
function lineStarts(bytes: Uint8Array): number[] {
  const starts = [Buffer.from(bytes).toString('utf8', 0, 3) === '\ufeff' ? 3 : 0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

for (const language of languages) {
  describe(`A whole package in ${language}`, () => {
    const collection = collectionIn(language);
    const { host } = collection;
    let members: PackageMember[];
    let reading: PackageReading;

    before(() => {
      members = packageMembers(collection);
      reading = readPackage(members);
    });

    it('leaves no line unparsed, and passes its own checks', () => {
      for (const { id, unparsed, checks } of reading.tables) {
        assert.equal(unparsed.count, 0, id);
        for (const check of checks) {
          const isOwned = check.id === 'owners';
          assert.ok(
            isOwned || check.expected === check.found,
            `${id} ${check.id} ${check.expected} ${check.found}`,
          );
        }
      }
    });

    it('has every row where its source says', () => {
      const starts = new Map(members.map(({ path, bytes }) => [path, lineStarts(bytes ?? assert.fail())]));
      for (const table of reading.tables) {
        for (let row = 0; row < table.rowCount; row++) {
          const { member, offset, line } = table.source(row);
          assert.equal(offset, starts.get(member)?.[line], `${table.id} ${row}`);
        }
      }
    });

    it('proves its clock by two witnesses and the stated zone', () => {
      const offsets = { english: 330, american: -480, german: 60, french: 60 };
      const { clock } = reading;
      assert.deepEqual(
        [clock.offsetMinutes, clock.order],
        [offsets[language], language === 'american' ? 'monthFirst' : 'dayFirst'],
      );
      assert.deepEqual(
        clock.testimonies.map(({ witness, fits }) => [witness, fits]),
        [
          ['processList', true],
          ['copyLog', true],
          ['statedZone', true],
        ],
      );
      const processes = tableOf(reading, 'processes');
      const listing = rowsOf(processes, 'name').findIndex(([name]) => name === 'powershell.exe');
      const started = columnIndex(processes, 'started');
      assert.deepEqual(
        [processes.number(listing, started), processes.proof(listing, started)],
        [Date.UTC(2026, 0, 20, 15, 56, 7), 'proven'],
      );
      assert.ok(hasMark(processes, listing, 'collector'));
    });

    it('has times in UTC in tasks and temporary files, but for those that never were', () => {
      const tasks = tableOf(reading, 'scheduledTasks');
      const proofs = (id: string) =>
        Array.from({ length: tasks.rowCount }, (_, row) => tasks.proof(row, columnIndex(tasks, id)));
      assert.deepEqual(new Set(proofs('nextRun')), new Set(['proven']));
      assert.ok(proofs('lastRun').every((proof) => proof === 'proven' || proof === 'never'));
      const files = tableOf(reading, 'tempFiles');
      const modified = columnIndex(files, 'modified');
      for (let row = 0; row < files.rowCount; row++) {
        const before = Date.UTC(2026, 0, 20, 15, 55) - files.number(row, modified);
        assert.ok(before > 0 && before < 700_000_000, files.text(row, modified));
      }
    });

    it('says how each member was decoded', () => {
      const decoded = new Map(
        reading.texts.map(({ path, encoding, evidence }) => [path, [encoding, evidence]]),
      );
      assert.deepEqual(decoded.get('Services/Services.csv'), ['utf-8', 'mark']);
      const pages = { german: 'cp850', french: 'windows-1252', english: undefined, american: undefined };
      const page = pages[language];
      assert.deepEqual(
        decoded.get('Network Connections/ActiveNetConnections.txt'),
        page === undefined ? ['utf-8', 'valid'] : [page, 'letters'],
      );
    });

    it('knows its host and users', () => {
      const { verdict, names } = reading;
      assert.deepEqual(
        [verdict.host.name, verdict.host.build, verdict.host.guid],
        [host.name, '26100', collection.guid],
      );
      assert.equal(verdict.host.booted?.proof, 'proven');
      const [user] = host.users.filter(({ signedIn }) => signedIn);
      assert.equal(names.get(user?.sid ?? '')?.name, user?.name);
      assert.equal(verdict.host.users.find(({ name }) => name === user?.name)?.isLoaded, true);
      assert.deepEqual(
        verdict.notSignedIn,
        host.users.filter(({ signedIn }) => !signedIn).map(({ sid }) => sid),
      );
    });

    it('has many witnesses for the name of the host, and knows it by any of them', () => {
      const { nameWitnesses } = reading.verdict.host;
      assert.deepEqual(
        nameWitnesses.map(({ witness }) => witness),
        ['systemInformation', 'registry', 'ipConfig', 'scheduledTasks', 'processes', 'services'],
      );
      assert.deepEqual(new Set(nameWitnesses.map(({ name }) => name)), new Set([host.name]));
      for (const only of [
        'Autoruns/',
        'Network Connections/IpConfig',
        'Scheduled Tasks/',
        'Processes/',
        'Services/',
      ]) {
        const few = members.filter(({ path }) => path.startsWith(only) || path.startsWith('Forensics'));
        const { verdict } = readPackage(few);
        assert.deepEqual([verdict.host.name, verdict.host.nameWitnesses.length], [host.name, 1], only);
      }
    });

    it('knows its collection by what that ran itself, when there is no summary', () => {
      const { verdict } = readPackage(members.slice(1));
      assert.equal(verdict.neverAsked, undefined);
      assert.equal(verdict.host.guid, collection.guid);
      assert.ok(!verdict.earlierCollections.includes(collection.guid));
    });

    it('has a verdict for every command, and says what nobody asked for', () => {
      const { commands, counts, neverAsked, coverage } = reading.verdict;
      assert.equal(commands.length, tableOf(reading, 'summary').rowCount);
      assert.deepEqual([counts.failed, counts.absent], [0, 0]);
      assert.ok(counts.data > 30 && counts.sourceMissing > 20);
      assert.ok(neverAsked?.some(({ id }) => id === 'winlogon'));
      assert.deepEqual(coverage, {
        eventLogFromMs: Date.UTC(2026, 0, 13),
        prefetchFrom: '2026-01-13',
        prefetchSkipped: 42,
      });
    });

    it('joins services with their libraries and processes', () => {
      const services = tableOf(reading, 'services');
      const expected = windowsServicesOf(host);
      assert.equal(services.rowCount, expected.length);
      assert.deepEqual(checkOf(services, 'startMode'), [expected.length, expected.length]);
      assert.equal(rowsOf(services, 'serviceDll')[0]?.[0], '%SystemRoot%\\system32\\ajrouter.dll');
      const processes = tableOf(reading, 'processes');
      const hosts = rowsOf(processes, 'name', 'services', 'commandLine').filter(
        ([name]) => name === 'svchost.exe',
      );
      assert.deepEqual(rowsOf(processes, 'name', 'parent')[0], ['System', '']);
      assert.ok(
        hosts.length > 3 &&
          hosts.every(([, hosted, commandLine]) => hosted && commandLine?.includes('svchost.exe -k')),
      );
    });

    it('begins its tables with what is read first: whose a socket is before where it leads to', () => {
      const begins: Record<string, string> = {
        connections: 'protocol localAddress localPort state process pid service remoteAddress remotePort',
        processes: 'started name pid parent parentPid commandLine path services',
        services: 'name displayName state startMode account path serviceDll pid',
        startPoints: 'entry command location user sid',
        executionTimes: 'lastRun program user sid',
      };
      for (const [id, columns] of Object.entries(begins)) {
        const shown = tableOf(reading, id).columns.flatMap((column) => (column.isFirst ? column.id : []));
        assert.equal(shown.slice(0, columns.split(' ').length).join(' '), columns, id);
      }
    });

    it('has what the services key holds beside services', () => {
      assert.equal(tableOf(reading, 'firewallRules').rowCount, 40);
      assert.deepEqual(rowsOf(tableOf(reading, 'firewallProfiles'), 'profile', 'enabled'), [
        ['Domain', '1'],
        ['Public', ''],
        ['Private', '1'],
      ]);
      const ran = tableOf(reading, 'executionTimes');
      const marked = rowsOf(ran, 'program').filter((_, row) => hasMark(ran, row, 'collector'));
      assert.deepEqual(
        new Set(marked.map(([program]) => program?.split('\\').at(-1))),
        new Set(['cmd.exe', 'conhost.exe']),
      );
    });
  });
}

describe('A damaged package', () => {
  const members = packageMembers(collectionIn('french'));

  it('is read without one member or another', () => {
    const several = /\.pf$|Uninstall|TempDir/;
    for (const { path } of members.filter(({ path }) => !several.test(path))) {
      assert.ok(readPackage(members.filter((member) => member.path !== path)).tables.length > 10, path);
    }
    assert.deepEqual(
      readPackage([]).tables.map(({ id }) => id),
      ['programs'],
    );
  });

  it('counts a member that could not be read as one without rows of its own', () => {
    const unread = members.map(({ path, size, bytes }) =>
      path.startsWith('Services/') ? { path, size } : { path, size, bytes },
    );
    assert.ok(!readPackage(unread).tables.some(({ id }) => id === 'services'));
  });

  it('is read whatever bytes are cut off, changed, or put in: nothing throws, nothing hangs', () => {
    const random = new SeededRandom(9);
    const texts = members.filter(({ path, size }) => size < 100_000 && !/\.(pf|evtx|cab)$/.test(path));
    const started = computedMs();
    for (let round = 0; round < 8; round++) {
      const changed = texts.map(({ path, bytes }) => {
        const copy = Buffer.from(bytes.subarray(0, random.below(bytes.length + 1)));
        for (let change = random.below(30); change > 0 && copy.length > 0; change--) {
          copy.set([random.pick([0, 9, 10, 13, 32, 34, 44, 0x80, 0xff, 0xe2])], random.below(copy.length));
        }
        return { path, size: copy.length, bytes: copy };
      });
      const { tables } = readPackage(changed.filter(({ size }) => size > 0));
      for (const table of tables) {
        for (let row = 0; row < table.rowCount; row++) {
          table.columns.forEach((_, column) => {
            table.number(row, column);
            table.proof(row, column);
          });
          table.marks(row);
          table.source(row);
        }
      }
    }
    assert.ok(computedMs() - started < 30_000);
  });
});
