import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { runIntegrationTests } from '../host/runInVsCode.ts';

// The tests run in VS Code's extension host, in a workspace folder of their own.
const workspace = await mkdtemp(join(tmpdir(), 'case-'));
try {
  await runIntegrationTests({
    extensionDevelopmentPath: repositoryRoot,
    others: [join(import.meta.dirname, 'hexEditor')],
    extensionTestsPath: join(repositoryRoot, 'out', 'integration', 'index.js'),
    workspace,
  });
} catch {
  process.exitCode = 1;
} finally {
  await rm(workspace, { recursive: true, force: true });
}
