import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runTests } from '@vscode/test-electron';

export interface IntegrationTests {
  extensionDevelopmentPath: string;
  /** A JavaScript file that exports `run(): Promise<void>`. */
  extensionTestsPath: string;
  /** A folder or a `.code-workspace` file. */
  workspace?: string;
  /** Folders of extensions that are installed beside it. */
  others?: string[];
  /** What the tests find in their environment. */
  env?: Record<string, string | undefined>;
}

/**
 * Runs tests inside the extension host of the VS Code from npm; with `VSCODE_TEST_HOST=desktop` inside a downloaded
 * desktop VS Code. Rejects when a test fails.
 */
export async function runIntegrationTests(tests: IntegrationTests): Promise<void> {
  const { workspace, others = [], env = {}, ...paths } = tests;
  // A folder of its own each time: what an earlier run remembered must not help or hinder this one. It is short, as
  // VS Code puts a socket inside, whose path may not be long.
  const profile = await mkdtemp(join(tmpdir(), 'vscode-'));
  const extensions = join(profile, 'extensions');
  for (const folder of others) {
    await cp(folder, join(extensions, basename(folder)), { recursive: true });
  }
  try {
    await runTests({
      ...paths,
      extensionTestsEnv: env,
      launchArgs: [
        ...(workspace === undefined ? [] : [workspace]),
        `--user-data-dir=${join(profile, 'data')}`,
        `--extensions-dir=${extensions}`,
      ],
      ...(process.env.VSCODE_TEST_HOST === 'desktop'
        ? {}
        : { vscodeExecutablePath: join(import.meta.dirname, 'vscode') }),
    });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
