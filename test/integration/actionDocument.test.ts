import assert from 'node:assert/strict';
import { EventEmitter } from 'vscode';
import type { Connection } from '../../src/auth/connection.ts';
import { clouds } from '../../src/defender/clouds.ts';
import { parseMachineAction, type MachineAction } from '../../src/defender/machineAction.ts';
import { ActionDocuments } from '../../src/views/actionDocument.ts';
import type { SectionChange } from '../../src/views/actionLists.ts';
import type { ActionRow } from '../../src/views/actionRows.ts';

const contoso = {
  ...clouds.commercial,
  name: 'Contoso',
  tenantId: '11111111-0000-4000-8000-00000000000a',
} as Connection;
const id = '00000000-0000-4000-8000-000000000001';
const wire = {
  id,
  type: 'CollectInvestigationPackage',
  requestor: 'analyst@contoso.com',
  requestorComment: 'case 42',
  status: 'InProgress',
  machineId: '0123456789abcdef0123456789abcdef01234567',
  computerDnsName: 'ws-042',
  creationDateTimeUtc: '2026-01-02T03:04:05.1234567Z',
  lastUpdateDateTimeUtc: '2026-01-02T03:06:07.7654321Z',
  errorHResult: 0,
};

function action(changes: Record<string, unknown> = {}): MachineAction {
  return parseMachineAction({ ...wire, ...changes }) ?? assert.fail();
}

/** The documents beside a list and a workspace whose contents a test sets. */
class Desk {
  rows: ActionRow[] = [];
  packagePath: string | undefined;
  readonly listChanged = new EventEmitter<SectionChange>();
  readonly packagesChanged = new EventEmitter<void>();
  readonly documents: ActionDocuments;
  readonly redrawn: string[] = [];

  constructor() {
    const rows = () => this.rows;
    const list = {
      get rows() {
        return rows();
      },
      onDidChange: this.listChanged.event,
    };
    const packages = { pathOf: () => this.packagePath, onDidChange: this.packagesChanged.event };
    this.documents = new ActionDocuments(list, packages);
    this.documents.onDidChange(({ path }) => this.redrawn.push(path));
  }

  /** What the list learns. */
  list(...actions: MachineAction[]): void {
    this.listOf(contoso, ...actions);
  }

  /** The same of a list of its own. */
  listOf(connection: Connection, ...actions: MachineAction[]): void {
    this.rows = actions.map((one) => ({ kind: 'action', connection, action: one }));
    this.redrawn.length = 0;
    this.listChanged.fire({} as SectionChange);
  }
}

function text(shown: MachineAction, connection: Connection = contoso): string {
  const { documents } = new Desk();
  return documents.provideTextDocumentContent(documents.put(shown, connection));
}

const comments = (of: string) => of.split('\n').filter((line) => line.startsWith('#'));

describe('The document of a machine action', () => {
  it('has every field under its name, as the service returned it', () => {
    const shown = text(action({ title: null, isNew: true, nothing: [], none: {} }));
    for (const [key, value] of Object.entries({ ...wire, title: null, isNew: true, nothing: [], none: {} })) {
      assert.ok(shown.includes(`\n${key}: ${JSON.stringify(value)}`), `${key} in ${shown}`);
    }
  });

  it('names times in UTC and in local time', () => {
    const local = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' });
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 123);
    const remark = `# 2026-01-02 03:04:05Z (${local.format(at)})`;
    assert.ok(text(action()).includes(`creationDateTimeUtc: "2026-01-02T03:04:05.1234567Z"  ${remark}\n`));
    const zoneless = text(action({ creationDateTimeUtc: '2026-01-02T03:04:05.123' }));
    assert.ok(
      zoneless.includes(`creationDateTimeUtc: "2026-01-02T03:04:05.123"  ${remark}\n`),
      'UTC by its name',
    );
  });

  it('says what an error means, and why there is no package', () => {
    const shown = text(action({ status: 'Failed', errorHResult: -2147024784 }));
    assert.match(shown, /^errorHResult: -2147024784 {2}# 0x80070070: too little disk space on the device$/m);
    assert.match(shown, /^# There is no package: the collection failed \(0x80070070: .*\)\.$/m);
    assert.doesNotMatch(text(action({ status: 'Succeeded' })), /package: |not ready/);
    assert.doesNotMatch(text(action({ type: 'Isolate' })), /leaves no|not ready/);
  });

  it('has the commands of a live response with their parameters, states, times and errors', () => {
    const command = { type: 'RunScript', params: [{ key: 'ScriptName', value: 'Get-Triage.ps1' }] };
    const commands = [
      {
        index: 0,
        startTime: '2026-01-02T03:05:00Z',
        endTime: null,
        commandStatus: 'Failed',
        errors: ['exit code 5'],
        command,
      },
      { index: 1, errors: [], command: { type: 'GetFile', params: [] }, commandStatus: 'Created' },
    ];
    const shown = text(action({ type: 'LiveResponse', commands }));
    assert.ok(
      shown
        .replaceAll(/ {2}# 2026-01-02 03:05:00Z .*/g, '  # time')
        .includes(
          [
            'commands:',
            '  # RunScript · ScriptName: Get-Triage.ps1 · Failed',
            '  - index: 0',
            '    startTime: "2026-01-02T03:05:00Z"  # time',
            '    endTime: null',
            '    commandStatus: "Failed"',
            '    errors:',
            '      - "exit code 5"',
            '    command:',
            '      type: "RunScript"',
            '      params:',
            '        - key: "ScriptName"',
            '          value: "Get-Triage.ps1"',
            '  # GetFile · Created',
            '  - index: 1',
            '    errors: []',
            '',
          ].join('\n'),
        ),
      shown,
    );
  });

  it('has the file that an action was about', () => {
    const relatedFileInfo = { fileIdentifier: 'a1b2', fileIdentifierType: 'Sha1' };
    assert.ok(
      text(action({ relatedFileInfo })).includes(
        '\nrelatedFileInfo:\n  fileIdentifier: "a1b2"\n  fileIdentifierType: "Sha1"\n',
      ),
    );
  });

  it('leads to the device and the Action center in the portal of the cloud', () => {
    const shown = text(action(), { ...contoso, ...clouds.gccHigh });
    const query = `?tid=${contoso.tenantId}`;
    const device = `https://security.microsoft.us/machines/${wire.machineId}${query}`;
    const links = shown.match(/https:\S+/g);
    assert.deepEqual(links, [device, `https://security.microsoft.us/action-center/history${query}`]);
    const nameless = text(action({ machineId: '../x' })).match(/https:\S+/g);
    assert.equal(nameless?.length, 1, 'no link from what is no id');
  });

  it('says that the portal of a custom cloud is not known', () => {
    const shown = text(action(), { name: 'Contoso', tenantId: 'contoso.com' } as Connection);
    assert.match(shown, /^# The portal of a custom cloud is not known/m);
    assert.doesNotMatch(shown, /https?:/);
  });

  it('keeps text of others visible and inside its line', () => {
    const evil = 'x\nstatus: "Succeeded"\r\u2028\u202e# [a](command:b)\u0000';
    const shown = text(
      action({
        computerDnsName: evil,
        type: evil,
        status: evil,
        requestorComment: evil,
        [evil]: evil,
        commands: [{ command: { type: evil, params: [{ key: evil, value: evil }] }, commandStatus: evil }],
      }),
    );
    assert.doesNotMatch(shown, /[\p{Cf}\p{Zl}\u0000\r]/u);
    assert.equal(shown.match(/^ *status: /gm)?.length, 1);
    assert.match(shown, /^requestorComment: "x\\nstatus: .*\\u2028\\u202e# \[a\]/m);
    assert.match(shown, /^"x\\nstatus: .*": "x\\n/m);
  });

  it('survives what no service sends', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 500; depth++) {
      deep = depth % 2 ? [deep] : { deep };
    }
    const shown = text(
      action({ deep, commands: [[1], null, 'x', { command: { params: [{ toString: 5 }] } }] }),
    );
    assert.ok(shown.includes('bottom'));
    assert.doesNotMatch(shown, /^ {24}/m, 'nobody could read that far to the right');
    assert.ok(text(action({ status: 'constructor', errorHResult: 'x' })).includes('status: "constructor"'));
  });

  it('is called the same at each opening', () => {
    const { documents } = new Desk();
    const opened = documents.put(action(), contoso).toString();
    assert.equal(documents.put(action({ status: 'Failed' }), contoso).toString(), opened);
  });
});

describe('The documents of one action id over two connections', () => {
  it('are two, and each follows the list of its own connection', () => {
    const desk = new Desk();
    const fabrikam = { ...contoso, name: 'Fabrikam' } as Connection;
    const [one, other] = [contoso, fabrikam].map((connection) => desk.documents.put(action(), connection));
    assert.notEqual(one?.toString(), other?.toString());
    desk.listOf(fabrikam, action({ status: 'Failed', lastUpdateDateTimeUtc: '2026-01-02T03:08:00Z' }));
    const statusOf = (uri = one) =>
      /^status: "(\w+)"/m.exec(desk.documents.provideTextDocumentContent(uri ?? assert.fail()))?.[1];
    assert.deepEqual([statusOf(one), statusOf(other)], ['InProgress', 'Failed']);
  });
});

describe('An open document of a machine action', () => {
  let desk: Desk;
  let show: () => string;

  beforeEach(() => {
    desk = new Desk();
    const uri = desk.documents.put(action(), contoso);
    desk.redrawn.length = 0;
    show = () => desk.documents.provideTextDocumentContent(uri);
  });

  it('follows what the list learns of its action', () => {
    const lastUpdateDateTimeUtc = '2026-01-02T03:08:00Z';
    desk.list(action({ id: 'other' }), action({ status: 'Succeeded', lastUpdateDateTimeUtc }));
    assert.match(show(), /^status: "Succeeded"$/m);
    assert.match(show(), /^# Investigation package · ws-042 · Succeeded$/m);
    assert.match(show(), /https:\/\/security\.microsoft\.com\/machines/, 'the connection is still known');
    assert.equal(desk.redrawn.length, 1);
  });

  it('stays when nothing is new, or another action is', () => {
    const before = show();
    desk.list(action(), action({ id: 'other', status: 'Failed' }));
    desk.list();
    assert.deepEqual([show(), desk.redrawn], [before, []]);
  });

  it('does not go back to an older state that was on its way', () => {
    desk.list(action({ status: 'Pending', lastUpdateDateTimeUtc: '2026-01-02T03:05:00Z' }));
    assert.match(show(), /^status: "InProgress"$/m);
    assert.deepEqual(desk.redrawn, []);
  });

  it('says that the package is in the workspace, as soon as it is', () => {
    assert.ok(!comments(show()).some((line) => line.includes('.zip')));
    desk.packagePath = '/case/ws-042\u202e.zip';
    desk.packagesChanged.fire();
    assert.ok(comments(show()).includes('# Its package is in the workspace: /case/ws-042\\u202e.zip'));
    assert.equal(desk.redrawn.length, 1);
  });

  it('is followed no longer after the end', () => {
    desk.documents.dispose();
    desk.list(action({ status: 'Succeeded', lastUpdateDateTimeUtc: '2026-01-02T03:08:00Z' }));
    assert.match(show(), /^status: "InProgress"$/m);
  });
});
