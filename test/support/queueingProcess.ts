// Another window, which queues packages: `FOLDER ROOT ID…` adds them, says so, and lives until it is killed.
import { setTimeout } from 'node:timers/promises';
import { PackageQueue } from '../../src/collection/packageQueue.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { silentLogger } from '../../src/defender/logger.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';

const [folder = '', root = '', ...ids] = process.argv.slice(2);
const queue = new PackageQueue({ files: nodeFiles, clock: systemClock, logger: silentLogger, folder });
const connection = { connection: 'Contoso', tenantId: 'tenant', clientId: 'app' };
await queue.add(
  ids.map((actionId) => ({ actionId, device: 'ws-042', ...connection, root, folder: 'packages' })),
);
process.stdout.write('added\n');
await setTimeout(1e6);
