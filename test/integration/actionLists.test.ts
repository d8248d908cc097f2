import assert from 'node:assert/strict';
import { TreeItemCollapsibleState } from 'vscode';
import type { Connection } from '../../src/auth/connection.ts';
import { SettingsError } from '../../src/auth/settingsError.ts';
import { SignInError } from '../../src/auth/signInError.ts';
import type { ListElement } from '../../src/views/actionItem.ts';
import { noFilter } from '../../src/views/listFilter.ts';
import { connectionTo, ListsStage, settle } from '../support/listsStage.ts';

const rowsOf = (elements: ListElement[]) => elements.filter((element) => element.kind === 'action');

describe('The lists of all connections, side by side', () => {
  let stage: ListsStage;

  beforeEach(() => (stage = new ListsStage()));

  afterEach(() => stage.dispose());

  it('are below their connections, of which the active one is open', async () => {
    stage.problems = [new SettingsError('missing', { connection: 'Wingtip', field: 'clientId' })];
    await stage.sync();
    assert.deepEqual(
      stage.top.map(({ label, description, collapsibleState }) => [label, description, collapsibleState]),
      [
        ['Contoso', 'Commercial · contoso.com', TreeItemCollapsibleState.Expanded],
        ['Fabrikam', 'Commercial · fabrikam.com', TreeItemCollapsibleState.Collapsed],
        ['Tailspin', 'Commercial · tailspin.com', TreeItemCollapsibleState.Collapsed],
        ['Wingtip', 'Connection "Wingtip": clientId is missing.', TreeItemCollapsibleState.None],
      ],
    );
  });

  it('are loaded when they can be seen, and not before', async () => {
    await settle();
    assert.deepEqual(stage.asked, []);
    await stage.show();
    assert.deepEqual(stage.asked, ['Contoso']);
    await stage.open('Fabrikam');
    assert.deepEqual(stage.asked, ['Contoso', 'Fabrikam']);
    await stage.show(false);
    await stage.open('Tailspin');
    stage.filter.set({ ...noFilter, days: 1 });
    stage.lists.restart();
    await settle();
    assert.deepEqual(stage.asked, ['Contoso', 'Fabrikam']);
    await stage.close('Fabrikam');
    await stage.show();
    assert.deepEqual(stage.asked.slice(2), ['Contoso', 'Tailspin']);
  });

  it('have rows of their own, which know their connection and never collide', async () => {
    await stage.show();
    await stage.open('Fabrikam');
    const [one, other] = ['Contoso', 'Fabrikam'].map((name) => rowsOf(stage.below(name))[0] ?? assert.fail());
    assert.deepEqual([one?.action.id, other?.action.id], ['same', 'same']);
    assert.deepEqual([one?.connection.name, other?.connection.name], ['Contoso', 'Fabrikam']);
    const ids = [one, other].map((row) => stage.tree.getTreeItem(row ?? assert.fail()).id);
    assert.notEqual(ids[0], ids[1]);
    const [shown] = stage.tree.getTreeItem(other ?? assert.fail()).command?.arguments as [
      { connection: Connection },
    ];
    assert.equal(shown.connection.name, 'Fabrikam');
  });

  it('have groups and Load more of their own', async () => {
    stage.answers.set(
      'Contoso',
      Array.from({ length: 150 }, (_, at) => ({ id: `${at}`, status: at ? 'Succeeded' : 'Failed' })),
    );
    await stage.show();
    await stage.open('Fabrikam');
    stage.grouping.set('state');
    const items = (name: string) => stage.below(name).map((element) => stage.tree.getTreeItem(element));
    assert.deepEqual(
      items('Contoso').map(({ label }) => label),
      ['Failed', 'Succeeded', 'Load more…'],
    );
    assert.deepEqual(
      items('Fabrikam').map(({ label }) => label),
      ['Succeeded'],
    );
    const ids = [...items('Contoso'), ...items('Fabrikam')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const [more] = items('Contoso').at(-1)?.command?.arguments as [{ connection: Connection }];
    assert.equal(more.connection.name, 'Contoso');
  });

  it('say in words why there are no rows, and offer to sign in where that helps', async () => {
    stage.answers.set('Contoso', new SignInError('signInRequired'));
    stage.answers.set('Fabrikam', []);
    await stage.show();
    await stage.open('Fabrikam');
    const described = (name: string) => [stage.item(name).description, stage.item(name).contextValue];
    assert.deepEqual(described('Contoso'), ['signed out · Commercial · contoso.com', ';connection;signIn;']);
    assert.deepEqual(described('Fabrikam'), [
      'no machine action · Commercial · fabrikam.com',
      ';connection;',
    ]);
    assert.match(stage.item('Contoso').tooltip as string, /^Contoso · signed out · .*\n.*sign/is);
    assert.equal(stage.view.message, '');
  });

  it('begin anew where somebody signed in or out, and nowhere else', async () => {
    await stage.show();
    await stage.open('Fabrikam');
    const [row] = stage.below('Contoso');
    stage.asked = [];
    stage.redrawn = [];
    stage.lists.restart(({ name }) => name === 'Fabrikam');
    await settle();
    assert.deepEqual(stage.asked, ['Fabrikam']);
    assert.equal(stage.below('Contoso')[0], row);
    assert.ok(stage.redrawn.length > 0);
    const fabrikam = stage.connection('Fabrikam');
    assert.ok(stage.redrawn.every((elements) => elements?.length === 1 && elements[0] === fabrikam));
  });

  it('stay as they are while other connections are added, edited, removed or made active', async () => {
    await stage.show();
    const contoso = stage.connection('Contoso');
    const [row] = stage.below('Contoso');
    await stage.open('Fabrikam');
    stage.asked = [];
    const [, , tailspin] = stage.usable;
    stage.usable = [
      connectionTo('Contoso'),
      connectionTo('Fabrikam', 'fabrikam.de'),
      tailspin ?? assert.fail(),
      connectionTo('Wingtip'),
    ];
    await stage.sync();
    assert.deepEqual(stage.asked, ['Fabrikam'], 'which leads elsewhere now');
    assert.match(String(stage.item('Fabrikam').description), /fabrikam\.de/);
    stage.usable = stage.usable.filter(({ name }) => name !== 'Fabrikam');
    stage.activeName = 'Tailspin';
    await stage.sync();
    assert.deepEqual(
      stage.top.map(({ label }) => label),
      ['Contoso', 'Tailspin', 'Wingtip'],
    );
    assert.equal(stage.connection('Contoso'), contoso);
    assert.equal(stage.below('Contoso')[0], row);
    assert.deepEqual(stage.asked, ['Fabrikam']);
  });

  it('are all filtered, and by a device only where it was looked for', async () => {
    await stage.show();
    await stage.open('Fabrikam');
    const device = { name: 'ws-1', connection: 'Fabrikam', machineIds: ['77'] };
    stage.filter.set({ ...noFilter, statuses: ['Failed'], device });
    stage.queries.length = 0;
    stage.asked = [];
    stage.lists.restart();
    await settle();
    assert.deepEqual(
      stage.queries.map(({ machineId, status }, at) => [stage.asked[at], machineId, status]),
      [
        ['Contoso', [], ['Failed']],
        ['Fabrikam', ['77'], ['Failed']],
      ],
    );
    assert.equal(stage.view.message, 'Filter: Failed, ws-1 (Fabrikam) · last 30 days.');
  });

  it('give way to the list of the active connection when the setting is turned off', async () => {
    await stage.show();
    await stage.open('Fabrikam');
    stage.showsAll = false;
    stage.activeName = 'Fabrikam';
    await stage.sync();
    assert.deepEqual(
      stage.tree.getChildren().map((element) => element.kind === 'action' && element.connection.name),
      ['Fabrikam'],
    );
    assert.equal(stage.view.description, 'Fabrikam · last 30 days');
    stage.caseNote.set('INC-4821');
    assert.equal(stage.view.description, 'Fabrikam · last 30 days · INC-4821');
    stage.activeName = 'Contoso';
    await stage.sync();
    assert.deepEqual(rowsOf(stage.tree.getChildren())[0]?.connection.name, 'Contoso');
  });

  it('are renewed after something was done over their connection, if they were ever loaded', async () => {
    await stage.show();
    stage.asked = [];
    await stage.lists.renew({ name: 'Contoso' });
    await stage.lists.renew({ name: 'Tailspin' });
    assert.deepEqual(stage.asked, ['Contoso']);
  });
});
