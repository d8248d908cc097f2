import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/auth/connection.ts';
import { WatchList } from '../../src/collection/watchList.ts';
import type { Services } from '../../src/commands/services.ts';
import { WatchedCollections } from '../../src/commands/watchedCollections.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { parseMachineAction } from '../../src/defender/machineAction.ts';
import { cancelled } from '../../src/defender/reasonedError.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { RecordingLogger } from '../support/recordingLogger.ts';
import { SpokenTo } from '../support/spokenTo.ts';

const fabrikam = { name: 'Fabrikam', tenantId: 'fabrikam.com', clientId: 'app' } as Connection;

describe('A watched collection that failed', () => {
  let person: SpokenTo;

  beforeEach(() => (person = new SpokenTo()));

  afterEach(() => person.leave());

  it('is shown with the portal of its own connection, whichever is active', async () => {
    const shown = Promise.withResolvers<Connection>();
    const common = { files: nodeFiles, clock: systemClock, logger: new RecordingLogger() };
    const renewed: string[] = [];
    const services = {
      ...common,
      connections: {
        require: (name: string) => (name === fabrikam.name ? fabrikam : assert.fail(name)),
        requireActive: () => assert.fail('another connection is active'),
        active: () => assert.fail('another connection is active'),
      },
      lists: {
        renew: ({ name }: Connection) => {
          renewed.push(name);
          return Promise.resolve();
        },
      },
      documents: {
        put: (_action: unknown, connection: Connection) => {
          shown.resolve(connection);
          throw cancelled();
        },
      },
    } as unknown as Services;
    const list = new WatchList({ ...common, folder: join(tmpdir(), 'no-watches') });
    const watched = new WatchedCollections(() => services, list, common);
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Show Machine Action');
    const action = parseMachineAction({
      id: '00000000-0000-4000-8000-000000000001',
      type: 'CollectInvestigationPackage',
      status: 'Failed',
    });
    await watched.follow(fabrikam, action ?? assert.fail(), 'ws-042');
    assert.equal((await shown.promise).name, 'Fabrikam');
    assert.deepEqual(renewed, ['Fabrikam']);
    watched.dispose();
  });
});
