import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../../simulator/main.ts');

describe('Simulator on the command line', () => {
  it('describes itself in one line of JSON and ends when it is told to', async () => {
    const child = spawn(process.execPath, [main, '--json', '--actions', '30'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { apiHost, connections } = JSON.parse(line) as {
      apiHost: string;
      connections: { apiHost: string }[];
    };
    assert.equal(connections[0]?.apiHost, apiHost);
    assert.equal((await fetch(`${apiHost}/api/machineactions`)).status, 401);
    assert.equal((await fetch(`${apiHost}/api/machines`)).status, 401);
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  it('refuses a number that is none', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, '--pending-seconds', 'soon'], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /--pending-seconds takes a whole number, not soon\./);
  });
});
