import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { secretMarker, startSimulator } from '../../simulator/index.ts';
import type { LiveResponseCommand, MachineAction, Simulator } from '../../simulator/index.ts';
import { ApiCalls, refusal } from './apiCalls.ts';

const minute = 60_000;

describe('Simulated live response results', () => {
  let simulator: Simulator;
  let api: ApiCalls;
  let nowMs: number;
  let done: MachineAction;

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({ now: () => nowMs, quotedLinks: 'always' });
    api = new ApiCalls(simulator);
    done = withStatus('Succeeded');
  });

  afterEach(() => simulator.close());

  function withStatus(status: string): MachineAction {
    const { actions } = simulator.tenant;
    return (
      actions.find((action) => action.type === 'LiveResponse' && action.status === status) ?? assert.fail()
    );
  }

  function ask(id: string, index: string | number, token?: string): Promise<Response> {
    return api.get(`/api/machineactions/${id}/GetLiveResponseResultDownloadLink(index=${index})`, token);
  }

  function indexOf(type: LiveResponseCommand['command']['type'], { commands }: MachineAction = done): number {
    return commands?.findIndex(({ command }) => command.type === type) ?? -1;
  }

  async function linkTo(index: number): Promise<string> {
    const response = await ask(done.id, index);
    assert.equal(response.status, 200);
    const body = (await response.json()) as { '@odata.context': string; value: string };
    assert.equal(body['@odata.context'], `${simulator.apiHost}/api/$metadata#Edm.String`);
    return body.value;
  }

  it('are told of by commands of every type', () => {
    assert.deepEqual(
      done.commands
        ?.slice(0, 3)
        .map(({ command, commandStatus, index }) => [index, command.type, commandStatus]),
      [
        [0, 'PutFile', 'Completed'],
        [1, 'RunScript', 'Completed'],
        [2, 'GetFile', 'Completed'],
      ],
    );
    assert.ok(done.commands.every(({ startTime, endTime }) => startTime && endTime && startTime < endTime));
    const { commands: [, script, file] = [] } = withStatus('Failed');
    assert.deepEqual([script?.commandStatus, script?.errors.length], ['Failed', 1]);
    assert.deepEqual([file?.commandStatus, file?.startTime], ['Created', null]);
  });

  it('are a report for a script, and gzip for a file, without quotes around the link', async () => {
    const script = await fetch(await linkTo(indexOf('RunScript')));
    const report = (await script.json()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report), ['script_name', 'exit_code', 'script_output', 'script_errors']);
    const link = await linkTo(indexOf('GetFile'));
    assert.equal(new URL(link).origin, simulator.packageHost);
    assert.ok(link.includes(secretMarker) && new URL(link).searchParams.has('sig'));
    const response = await fetch(link);
    assert.equal(response.headers.get('content-encoding'), null);
    const packed = Buffer.from(await response.arrayBuffer());
    assert.match(gunzipSync(packed).toString('utf8'), /"findings":\[/);
    assert.deepEqual(simulator.resultDigest(done.id, indexOf('GetFile')), {
      bytes: packed.length,
      sha256: createHash('sha256').update(packed).digest('hex'),
    });
  });

  it('come with every spelling of the call', async () => {
    const path = `/api/v1.0/MachineActions/${done.id.toUpperCase()}`;
    for (const call of [
      'getliveresponseresultdownloadlink(index=1)',
      'GetLiveResponseResultDownloadLink%28index%3D1%29',
    ]) {
      assert.equal((await api.get(`${path}/${call}`)).status, 200, call);
    }
  });

  it('can be had for 30 minutes by one link, and by a new one then', async () => {
    const index = indexOf('RunScript');
    const link = await linkTo(index);
    nowMs += 29 * minute;
    assert.equal((await fetch(link)).status, 200);
    nowMs += 2 * minute;
    assert.equal((await fetch(link)).status, 403);
    assert.equal((await fetch(await linkTo(index))).status, 200);
  });

  it('do not exist for a put file, a bad index, or a command that has not completed', async () => {
    const failed = withStatus('Failed');
    const other = simulator.tenant.actions[1]?.id ?? '';
    const cases: [id: string, index: string | number, status: number, code: string][] = [
      [done.id, indexOf('PutFile'), 400, 'InvalidInput'],
      [done.id, 99, 404, 'ResourceNotFound'],
      [done.id, -1, 400, 'InvalidInput'],
      [done.id, 'x', 400, 'InvalidInput'],
      [done.id, '', 400, 'InvalidInput'],
      [failed.id, indexOf('RunScript', failed), 404, 'ResourceNotFound'],
      [failed.id, indexOf('GetFile', failed), 404, 'ResourceNotFound'],
      [other, 0, 400, 'InvalidInput'],
      ['00000000-0000-4000-8000-000000000000', 0, 404, 'ResourceNotFound'],
    ];
    for (const [id, index, status, code] of cases) {
      assert.deepEqual(await refusal(ask(id, index)), [status, code], `${id} ${index}`);
    }
    const noIndex = `/api/machineactions/${done.id}/GetLiveResponseResultDownloadLink`;
    assert.deepEqual(await refusal(api.get(noIndex)), [404, 'NotFound']);
  });

  it('take live response of a user, and reading of an application', async () => {
    const { users, clients } = simulator;
    for (const permissions of [['Machine.Read'], ['Machine.Read', 'Machine.CollectForensics']]) {
      const token = simulator.accessToken({ user: { ...users.analyst, permissions } });
      assert.deepEqual(await refusal(ask(done.id, 1, token)), [403, 'Forbidden']);
    }
    const powerless = simulator.accessToken({ clientId: clients.noPermissions.clientId });
    assert.deepEqual(await refusal(ask(done.id, 1, powerless)), [403, 'Forbidden']);
    const app = simulator.accessToken({ clientId: clients.confidential.clientId });
    assert.equal((await ask(done.id, 1, app)).status, 200);
  });
});
