import assert from 'node:assert/strict';
import { NetworkError } from '../../src/defender/networkError.ts';
import { parsePage, type MachineActionPage } from '../../src/defender/machineAction.ts';
import type { ListQuery } from '../../src/defender/listQuery.ts';
import { SignInError } from '../../src/auth/signInError.ts';
import { SettingsError } from '../../src/auth/settingsError.ts';
import type { Connection } from '../../src/auth/connection.ts';
import { ActionList, type ListChange } from '../../src/views/actionList.ts';

const connection = { name: 'Contoso' } as Connection;
const everything: ListQuery = { createdFrom: new Date() };

/** A service with so many actions, whose answers a test can hold back, fail or change. */
class FakeService {
  actions: Record<string, unknown>[];
  readonly queries: ListQuery[] = [];
  fault: Error | undefined;
  hold: Promise<void> | undefined;
  query = everything;

  constructor(count: number) {
    this.actions = Array.from({ length: count }, (_, index) => ({
      id: `action ${index}`,
      type: 'Isolate',
      status: 'Succeeded',
      creationDateTimeUtc: new Date(Date.UTC(2026, 0, 30) - index * 60_000).toISOString(),
    }));
  }

  async listMachineActions(query: ListQuery = {}): Promise<MachineActionPage> {
    this.queries.push(query);
    const { skip = 0, top = 100 } = query;
    const value = this.actions.slice(skip, skip + top);
    await this.hold;
    if (this.fault) {
      throw this.fault;
    }
    return parsePage({ value }, query) ?? assert.fail();
  }

  list(connect: () => Connection = () => connection): { list: ActionList; changes: ListChange[] } {
    const list = new ActionList({
      connection: connect,
      client: () => this,
      query: () => this.query,
      isFiltered: () => this.query !== everything,
    });
    const changes: ListChange[] = [];
    list.onDidChange((change) => changes.push(change));
    return { list, changes };
  }
}

describe('The list of machine actions', () => {
  it('begins with a page of a hundred and says that there are more', async () => {
    const service = new FakeService(250);
    const { list } = service.list();
    await list.refresh();
    assert.equal(list.rows.length, 100);
    assert.equal(list.hasMore, true);
    assert.equal(list.state, 'rows');
    assert.deepEqual(service.queries, [{ ...everything, top: 100, skip: 0 }]);
  });

  it('loads more until nothing is left, without a gap or a double', async () => {
    const service = new FakeService(250);
    const { list } = service.list();
    await list.refresh();
    await list.loadMore();
    await list.loadMore();
    assert.equal(list.hasMore, false);
    assert.deepEqual(
      list.rows.map(({ action }) => action.id),
      service.actions.map(({ id }) => id),
    );
    await list.loadMore();
    assert.equal(service.queries.length, 3, 'nothing is asked for at the end');
  });

  it('refreshes as many rows as are shown', async () => {
    const service = new FakeService(250);
    const { list } = service.list();
    await list.refresh();
    await list.loadMore();
    await list.refresh();
    assert.equal(list.rows.length, 200);
    assert.equal(list.hasMore, true);
  });

  it('redraws only the row whose action changed, and keeps it the same row', async () => {
    const service = new FakeService(50);
    const { list, changes } = service.list();
    await list.refresh();
    const row = list.rows[7];
    service.actions = service.actions.map((action, index) =>
      index === 7 ? { ...action, status: 'Failed' } : { ...action },
    );
    changes.length = 0;
    await list.refresh();
    assert.deepEqual(changes, [[row]]);
    assert.equal(row?.action.status, 'Failed');
  });

  it('shows a new action on top and keeps the other rows', async () => {
    const service = new FakeService(50);
    const { list, changes } = service.list();
    await list.refresh();
    const before = [...list.rows];
    const newest = { id: 'new', status: 'Pending', creationDateTimeUtc: '2026-02-01T00:00:00Z' };
    service.actions = [newest, ...service.actions];
    changes.length = 0;
    await list.refresh();
    assert.deepEqual(changes, [undefined]);
    assert.equal(list.rows[0]?.action.id, 'new');
    assert.deepEqual(list.rows.slice(1), before);
    assert.equal(list.hasUnfinished, true);
  });

  it('shares one request among refreshes at the same time', async () => {
    const service = new FakeService(10);
    const { list } = service.list();
    await Promise.all([list.refresh(), list.refresh(), list.refresh()]);
    assert.equal(service.queries.length, 1);
  });

  it('keeps its rows when a refresh fails, and knows the error until one succeeds', async () => {
    const service = new FakeService(10);
    const { list } = service.list();
    await list.refresh();
    service.fault = new NetworkError('offline', { host: 'api.test' });
    await assert.rejects(list.refresh(), service.fault);
    assert.equal(list.rows.length, 10);
    assert.equal(list.error, service.fault);
    assert.equal(list.state, 'rows');
    service.fault = undefined;
    await list.refresh();
    assert.equal(list.error, undefined);
  });

  it('drops its rows when nobody is signed in any more', async () => {
    const service = new FakeService(10);
    const { list } = service.list();
    await list.refresh();
    service.fault = new SignInError('signInRequired');
    await assert.rejects(list.refresh(), service.fault);
    assert.equal(list.rows.length, 0);
    assert.equal(list.state, 'signedOut');
  });

  it('says so when there is no connection', async () => {
    const { list } = new FakeService(10).list(() => {
      throw new SettingsError('noConnection');
    });
    await assert.rejects(list.refresh());
    assert.equal(list.state, 'noConnection');
  });

  it('drops an answer that was on its way to another connection', async () => {
    const service = new FakeService(10);
    const { list } = service.list();
    const gate = Promise.withResolvers<undefined>();
    service.hold = gate.promise;
    const late = list.refresh();
    while (service.queries.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    list.reset();
    gate.resolve(undefined);
    await late;
    assert.equal(list.rows.length, 0);
    assert.equal(list.state, 'loading');
  });

  it('says that there is nothing in the period', async () => {
    const { list } = new FakeService(0).list();
    await list.refresh();
    assert.equal(list.state, 'empty');
  });

  it('says that nothing fits what it was narrowed to, and asks for that with every page', async () => {
    const service = new FakeService(250);
    const { list } = service.list();
    service.query = { status: ['Failed'] };
    await list.refresh();
    await list.loadMore();
    assert.deepEqual(service.queries, [
      { status: ['Failed'], top: 100, skip: 0 },
      { status: ['Failed'], top: 100, skip: 100 },
    ]);
    service.actions = [];
    await list.refresh();
    assert.equal(list.state, 'nothingFits');
  });

  it('names one row of ten thousand when one action changed', async () => {
    const service = new FakeService(10_000);
    const { list, changes } = service.list();
    await list.refresh();
    for (let page = 1; page < 100; page++) {
      await list.loadMore();
    }
    service.actions[7000] = { ...service.actions[7000], status: 'Failed' };
    changes.length = 0;
    await list.refresh();
    assert.deepEqual(changes, [[list.rows[7000]]]);
  });
});
