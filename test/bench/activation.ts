import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packagedExtension, repositoryRoot } from '../host/paths.ts';
import { installExtension } from '../host/server.ts';

import { median, ratio } from './median.ts';

const run = promisify(execFile);
const turns = 5;
const here = join(repositoryRoot, 'test', 'bench');

/**
 * Activation beside an empty extension's in the same extension host. Whichever is activated first pays for what the
 * host itself loads then: each is measured in the turns in which it comes second. Neither is activated by the start.
 */
export async function benchActivation(): Promise<string[]> {
  await run('npm', ['run', '--silent', 'package'], { cwd: repositoryRoot });
  const extensions = await mkdtemp(join(tmpdir(), 'bench-'));
  await installExtension(await packagedExtension(), extensions);
  await leaveStartAlone(extensions);
  const empty: number[] = [];
  const ours: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const [, extension = NaN] = await activate(extensions, 'emptyFirst');
    ours.push(extension);
    const [nothing = NaN] = await activate(extensions, 'emptyLast');
    empty.push(nothing);
  }
  await rm(extensions, { recursive: true, force: true });
  const [nothing, extension] = [median(empty), median(ours)];
  return [
    `in VS Code's extension host, each second in ${turns} fresh hosts, median`,
    `this extension ${extension.toFixed(1)} ms, an empty one ${nothing.toFixed(1)} ms: ratio ${ratio(extension, nothing)}, ${(extension - nothing).toFixed(1)} ms more`,
  ];
}

async function leaveStartAlone(extensions: string): Promise<void> {
  const name = (await readdir(extensions)).find((entry) => entry.includes('defender-machine-actions')) ?? '';
  const path = join(extensions, name, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...manifest, activationEvents: [] }));
}

async function activate(extensions: string, order: string): Promise<number[]> {
  const workspace = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const { stdout } = await run(
      join(repositoryRoot, 'test', 'host', 'vscode'),
      [
        workspace,
        `--extensionDevelopmentPath=${join(here, 'emptyExtension')}`,
        `--extensions-dir=${extensions}`,
        `--extensionTestsPath=${join(here, 'activationInHost.cjs')}`,
      ],
      { env: { ...process.env, BENCH_ORDER: order } },
    );
    return JSON.parse(/^activation (.*)$/m.exec(stdout)?.[1] ?? '[]') as number[];
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
