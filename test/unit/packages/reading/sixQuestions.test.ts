import assert from 'node:assert/strict';
import type { Overview } from '../../../../src/packages/reading/messages.ts';
import { generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

// What a person asks of a package first, answered with what the overview and the tables show, and nothing else.
for (const language of ['english', 'german', 'french'] as const) {
  describe(`The first questions about a package in ${language}`, () => {
    let stage: ReadingStage;
    let overview: Overview;

    before(async () => {
      stage = await ReadingStage.start();
      await stage.open(await packed(generatedMembers(language)));
      overview = await stage.ask({ kind: 'overview' });
    });
    after(() => stage.end());

    const inGroup = (group: string) =>
      overview.artifacts.filter((artifact) => artifact.group === group).map(({ id }) => id);
    const shown = async (artifact: string) => {
      const { columns } = await stage.ask({ kind: 'columns', artifact });
      return columns.filter(({ isShown }) => isShown).map(({ title }) => title);
    };

    it('which host, and when', () => {
      const fact = (title: string) => overview.facts.find((each) => each.title === title)?.value;
      assert.equal(fact('Host'), 'WS-042');
      assert.equal(fact('Collected'), '2026-01-20 15:55:01Z to 2026-01-20 15:56:10Z');
      assert.match(overview.clock[0]?.value ?? '', /^UTC[+-]\d\d:\d\d$/);
    });

    it('what is missing', () => {
      assert.equal(overview.isComplete, true);
      assert.match(overview.verdict, /^Complete: all \d+ commands ran/);
      const neverAsked = overview.lines.filter(({ state }) => state === 'neverAsked');
      assert.ok(neverAsked.some(({ what }) => what === 'RunOnce of users'));
      assert.ok(neverAsked.every(({ why }) => why.startsWith('No command') || why.startsWith('A command')));
      const signedOff = overview.lines.filter(({ why }) => why.includes('was not signed in'));
      assert.ok(signedOff.length > 0);
      assert.ok(
        signedOff.every(
          ({ state, why }) => state === 'sourceMissing' && why.includes('does not say that nothing'),
        ),
      );
    });

    it('what started at logon', async () => {
      assert.deepEqual(inGroup('Autostart and persistence').slice(0, 2), ['startPoints', 'scheduledTasks']);
      assert.ok((await shown('startPoints')).includes('Command'));
      const rows = await stage.rows('startPoints', ['location', 'entry', 'command', 'user'], {
        filters: { location: 'currentversion\\run' },
      });
      assert.ok(rows.some(([, entry, command]) => entry === 'OneDrive' && command?.includes('OneDrive.exe')));
      assert.ok(rows.some(([, , , user]) => user === 'j.hartman'));
    });

    it('what listens on the network, and whose program it is', async () => {
      assert.equal(inGroup('Network')[0], 'connections');
      const rows = await stage.rows('connections', ['localPort', 'program', 'service', 'pid'], {
        filters: { listening: 'yes' },
      });
      assert.ok(
        rows.some(
          ([port, program, service]) => port === '135' && program === 'svchost.exe' && service === 'RpcSs',
        ),
      );
      assert.ok(rows.every(([, , , pid]) => pid !== ''));
    });

    it('who signed in from where', async () => {
      assert.deepEqual(inGroup('Users and sign-ins').slice(0, 2), ['signIns', 'securityEvents']);
      assert.deepEqual((await shown('signIns')).slice(0, 5), [
        'Time',
        'Event',
        'Account',
        'Logon type',
        'From',
      ]);
      const rows = await stage.rows('signIns', ['event', 'account', 'from', 'logonType'], {
        filters: { event: '"4624 "' },
      });
      assert.ok(rows.length > 0);
      assert.ok(rows.every(([event]) => event === '4624 Logon'));
      assert.ok(
        rows.some(([, account, from]) => account?.includes('\\') && /\d+\.\d+\.\d+\.\d+/.test(from ?? '')),
      );
      const [all, signIns] = [
        await stage.rows('securityEvents', ['eventId']),
        await stage.rows('signIns', ['eventId']),
      ];
      const others = new Set(['4672', '4688', '5156', '4663']);
      assert.ok(signIns.length < all.length);
      assert.ok(all.some(([id = '']) => others.has(id)) && !signIns.some(([id = '']) => others.has(id)));
    });

    it('what ran last', async () => {
      assert.deepEqual(inGroup('Programs and execution').slice(0, 3), [
        'executionTimes',
        'prefetchRuns',
        'prefetch',
      ]);
      const all = await stage.rows('prefetchRuns', ['time', 'program']);
      const times = all.map(([time = '']) => time);
      assert.deepEqual(times, times.toSorted().reverse());
      const theirs = await stage.rows('prefetchRuns', ['time', 'program'], { hidesCollector: true });
      assert.ok(theirs.length > 0 && theirs.length < all.length);
      assert.ok(
        theirs.every(([time = '', program = '']) => program !== 'ROBOCOPY.EXE' || time < '2026-01-20 15:5'),
      );
      const last = await stage.rows('executionTimes', ['lastRun', 'user', 'program'], {
        sorting: { column: 'lastRun', isDescending: true },
      });
      assert.match(last[0]?.[0] ?? '', /^2026-01-20 15:5\d:\d\d\.\d+Z$/);
    });
  });
}
