import assert from 'node:assert/strict';
import type { Member } from '../../../simulator/package/zip.ts';
import { generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

const summary = 'Forensics Collection Summary.csv';

describe('The overview of a package', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
  });
  after(() => stage.end());

  const overviewOf = async (members: readonly Member[]) => {
    await stage.open(await packed(members));
    return stage.ask({ kind: 'overview' });
  };
  const without = (pattern: RegExp) => generatedMembers().filter(({ path }) => !pattern.test(path));
  const changed = (path: string, change: (text: string) => string) =>
    generatedMembers().map((member) =>
      member.path === path
        ? { path, content: Buffer.from(change(Buffer.from(member.content).toString())) }
        : member,
    );

  it('counts the commands that failed', async () => {
    let left = 3;
    const members = changed(summary, (text) =>
      text.replaceAll(/Completed(?=[",])/g, (word) => (left-- > 0 ? 'Failed' : word)),
    );
    const { verdict, isComplete, lines } = await overviewOf(members);
    assert.equal(isComplete, false);
    assert.match(verdict, /^Not complete: 3 of \d+ commands failed\./);
    const failed = lines.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ why }) => why),
      Array(3).fill('The collector says that the command did not complete.'),
    );
  });

  it('names what left no file, and lists it all the same', async () => {
    const { verdict, isComplete, lines, artifacts } = await overviewOf(without(/Services\.csv$/));
    assert.equal(isComplete, false);
    assert.match(verdict, /^Not complete: 1 of \d+ commands left no file\./);
    assert.match(
      lines.find(({ state }) => state === 'absent')?.why ?? '',
      /Services\\Services\.csv is not here/,
    );
    const services = artifacts.find(({ id }) => id === 'services');
    assert.deepEqual([services?.state, services?.rowCount], ['absent', 0]);
    assert.deepEqual(await stage.ask({ kind: 'columns', artifact: 'services' }), {
      columns: [],
      rowCount: 0,
    });
  });

  it('says why a command found nothing: a user who was not signed in, or a source that was not there', async () => {
    const { lines } = await overviewOf(generatedMembers());
    const missing = lines.filter(({ state }) => state === 'sourceMissing');
    const ofUsers = missing.filter(({ why }) => why.includes('was not signed in'));
    const others = missing.filter(({ why }) =>
      why.startsWith('The command ran, and its source was not there.'),
    );
    assert.equal(ofUsers.length + others.length, missing.length);
    assert.ok(others.length > 0 && ofUsers.length > 0);
    // One user of four was signed in, and the others have as many commands each.
    assert.equal(ofUsers.length % 3, 0);
  });

  it('says nothing of completeness without a summary', async () => {
    const { verdict, isComplete, layout, artifacts, clock } = await overviewOf(without(/Summary\.csv$/));
    assert.equal(isComplete, false);
    assert.match(verdict, /^Completeness unknown/);
    assert.equal(layout, 'Windows investigation package');
    assert.equal(artifacts.find(({ id }) => id === 'summary')?.state, 'absent');
    assert.equal(clock[0]?.value, 'Not proven');
  });

  it('names the host by any witness, says who, and who says another name', async () => {
    const host = async (members: readonly Member[]) => {
      const { facts } = await overviewOf(members);
      return facts.find(({ title }) => title === 'Host');
    };
    const whole = await host(generatedMembers());
    assert.deepEqual(
      [whole?.value, whole?.note],
      [
        'WS-042',
        'According to: System information, Network settings (registry), IP configuration, Scheduled tasks, Processes, Services',
      ],
    );
    const other = await host(
      changed('System Information/SystemInformation.txt', (text) => text.replace('WS-042', 'WS-7  ')),
    );
    assert.ok(other);
    assert.equal(other.value, 'WS-7');
    assert.match(
      other.note ?? '',
      /^According to: System information\nBut Network settings \(registry\) says WS-042\n/,
    );
    const none = without(/SystemInfo|Autoruns|IpConfig|ScheduledTasks|Processes|Services/);
    assert.deepEqual(await host(none), { title: 'Host', value: 'Not known' });
    await stage.ask({ kind: 'columns', artifact: 'securityEvents' });
    await stage.rows('securityEvents', ['computer']);
    const { facts } = await stage.ask({ kind: 'overview' });
    const [late] = facts;
    assert.deepEqual([late?.value, late?.note], ['WKS-0142', 'According to: Security log']);
  });

  it('says of a log without an event that there was nothing, once it was read', async () => {
    const log = 'Security Event Log/Security.evtx';
    const members = generatedMembers('english', 0);
    await overviewOf(members);
    assert.ok(members.some(({ path }) => path === log));
    await stage.rows('securityEvents', ['event']);
    const { lines } = await stage.ask({ kind: 'overview' });
    const line = lines.find(({ what }) => what === 'Security Event Log');
    assert.deepEqual(
      [line?.state, line?.why],
      ['sourceEmpty', 'The command ran, and its source had nothing.'],
    );
  });

  it('tells what was never asked from what was not found', async () => {
    const { artifacts } = await overviewOf(
      changed(summary, (text) =>
        text
          .split('\n')
          .filter((line) => !line.includes('netstat'))
          .join('\n'),
      ).filter(({ path }) => !path.includes('ActiveNet')),
    );
    assert.equal(artifacts.find(({ id }) => id === 'connections')?.state, 'neverAsked');
    assert.equal(artifacts.find(({ id }) => id === 'smbSessions')?.state, 'sourceEmpty');
  });

  it('shows a damaged member, what could be read of it, and the damage', async () => {
    const members = generatedMembers();
    const bytes = await packed(members);
    await stage.open(bytes);
    const { rowCount } = await stage.ask({ kind: 'columns', artifact: 'registry' });
    // The data of the largest text member end in the middle.
    const { offset, size } = await directoryEntry(stage, 'Autoruns/Autoruns.txt');
    bytes.fill(0xff, offset + Math.floor(size / 2), offset + Math.floor(size / 2) + 200);
    await stage.open(bytes);
    const { verdict, remarks, artifacts, isComplete } = await stage.ask({ kind: 'overview' });
    assert.equal(isComplete, false);
    assert.match(verdict, /files that are damaged or cannot be read: 1/);
    assert.ok(remarks.some((remark) => remark.startsWith('Autoruns/Autoruns.txt: ')));
    const registry = artifacts.find(({ id }) => id === 'registry');
    const { rowCount: left = 0 } = registry ?? {};
    assert.ok(registry && left > 100 && left < rowCount);
    assert.match(registry.faults[0] ?? '', /^Autoruns\/Autoruns\.txt: /);
    const { view } = await stage.ask({
      kind: 'view',
      artifact: 'registry',
      wish: { filters: {}, text: '', hidesCollector: false, onlyTagged: false },
    });
    const { rows } = await stage.ask({
      kind: 'rows',
      artifact: 'registry',
      view,
      from: 0,
      count: 5,
      columns: [],
    });
    assert.ok(rows.every(({ isDamaged }) => isDamaged));
    const { fields } = await stage.ask({ kind: 'details', artifact: 'registry', row: 0 });
    assert.equal(fields[0]?.title, 'Remarks');
  });

  it('is of any other archive, too, and of what is none', async () => {
    const mac = await overviewOf([{ path: 'a.csv', content: 'x,y\r\n1,2\r\n' }]);
    assert.match(mac.verdict, /^Archive of a layout that is not known/);
    assert.deepEqual([mac.facts, mac.clock], [[], []]);
    assert.deepEqual(
      mac.artifacts.map(({ id }) => id),
      ['members', 'file/a.csv'],
    );
    await stage.open(Buffer.from('<html>nothing</html>'));
    const none = await stage.ask({ kind: 'overview' });
    assert.equal(none.verdict, 'No archive: the file is an HTML page');
    assert.equal(none.isComplete, false);
    assert.ok(none.remarks.includes('There is no archive in the file.'));
  });

  it('says more once everything was read', async () => {
    const grown = Promise.withResolvers<undefined>();
    await stage.open(await packed(generatedMembers()), { grown: () => grown.resolve(undefined) });
    const before = await stage.ask({ kind: 'overview' });
    await grown.promise;
    const after = await stage.ask({ kind: 'overview' });
    const count = ({ artifacts }: typeof before, id: string) =>
      artifacts.find((each) => each.id === id)?.rowCount;
    const unknown = ['prefetchRuns', 'collections', 'signIns', 'supportFiles'];
    assert.deepEqual(
      [...unknown, 'securityEvents'].map((id) => count(before, id)),
      [...unknown.map(() => undefined), 400],
    );
    assert.ok((count(after, 'prefetchRuns') ?? 0) > 50);
    assert.equal(count(after, 'supportFiles'), 4);
    assert.ok(after.artifacts.length > before.artifacts.length);
    const ids = after.artifacts.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    // Those of a group stand together.
    const groups = after.artifacts.map(({ group }) => group);
    assert.equal(groups.filter((group, at) => group !== groups[at - 1]).length, new Set(groups).size);
  });

  it('says that it knows more whenever a table was read for the first time, and only then', async () => {
    let told = 0;
    await stage.open(await packed(generatedMembers()), { grown: () => told++ });
    const full = await stage.ask({ kind: 'fullOverview' });
    const countOf = ({ artifacts }: typeof full, id: string) =>
      artifacts.find((each) => each.id === id)?.rowCount;
    assert.equal(countOf(full, 'supportFiles'), 4);
    assert.equal(countOf(full, 'signIns'), undefined);
    const before = told;
    const { rowCount } = await stage.ask({ kind: 'columns', artifact: 'signIns' });
    assert.deepEqual([told - before, rowCount > 0], [1, true]);
    assert.equal(countOf(await stage.ask({ kind: 'overview' }), 'signIns'), rowCount);
    await stage.ask({ kind: 'columns', artifact: 'signIns' });
    await stage.ask({ kind: 'columns', artifact: 'services' });
    assert.equal(told - before, 1);
  });

  it('is in the language of the words that it is given', async () => {
    await stage.open(await packed(generatedMembers()), {
      words: {
        Processes: 'Prozesse',
        'Complete: all {0} commands ran, and what they wrote is here.': 'Alle {0}.',
      },
    });
    const { artifacts, verdict } = await stage.ask({ kind: 'overview' });
    assert.equal(artifacts.find(({ id }) => id === 'processes')?.title, 'Prozesse');
    assert.match(verdict, /^Alle 85\./);
    await stage.open(await packed(generatedMembers()));
    assert.match((await stage.ask({ kind: 'overview' })).verdict, /^Complete: /);
  });
});

async function directoryEntry(stage: ReadingStage, name: string): Promise<{ offset: number; size: number }> {
  const rows = await stage.rows('members', ['path', 'offset', 'packed']);
  const [, offset, size] = rows.find(([path]) => path === name) ?? [];
  return { offset: Number(offset) + 30 + name.length, size: Number(size) };
}
