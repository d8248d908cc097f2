import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureAzurite } from './azurite/install.ts';
import { ensureChromium } from './host/chromium.ts';
import { ensureVsCode } from './host/install.ts';
import { repositoryRoot } from './host/paths.ts';

interface Stage {
  name: string;
  /** Run one after the other; the first that fails ends the stage. */
  commands: string[];
  /** Whether its output says how many tests passed; else the stage counts as one. */
  isCounted?: boolean;
  /** Only when it is asked for by name. */
  isExtra?: boolean;
}

const mocha = 'mocha --no-color';

const stages: Stage[] = [
  { name: 'lint', commands: ['eslint .', 'prettier --check .'] },
  { name: 'types', commands: ['tsc --noEmit'] },
  { name: 'package', commands: ['npm run --silent package', 'node esbuild.js --tests'] },
  {
    name: 'unit',
    commands: [
      `${mocha} --timeout 30000 "test/unit/**/*.test.ts" "test/azurite/*.test.ts" "test/faults/*.test.ts"`,
    ],
    isCounted: true,
  },
  { name: 'integration', commands: ['node test/integration/run.ts'], isCounted: true },
  { name: 'ui', commands: [`${mocha} --timeout 90000 "test/ui/*.test.ts"`], isCounted: true },
  {
    name: 'long',
    commands: [`COLLECTIONS=20 ${mocha} test/ui/twoWindows.test.ts`],
    isCounted: true,
    isExtra: true,
  },
];

const asked = process.argv.slice(2);
const chosen =
  asked.length > 0
    ? stages.filter(({ name }) => asked.includes(name))
    : stages.filter(({ isExtra }) => !isExtra);
let passed = 0;
let failed = 0;
for (const stage of chosen) {
  await prepare(stage);
  const startedMs = performance.now();
  console.log(`\n=== ${stage.name}`);
  const counts = await runStage(stage);
  passed += counts.passed;
  failed += counts.failed;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`=== ${stage.name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function prepare({ name }: Stage): Promise<void> {
  if (name === 'unit') {
    await ensureAzurite();
  }
  if (name === 'integration' || name === 'ui' || name === 'long') {
    await ensureVsCode();
    await ensureChromium();
  }
  if (name === 'package') {
    // The tests take the one that is there: it must not be an older one.
    for (const file of await readdir(repositoryRoot)) {
      if (file.endsWith('.vsix')) {
        await rm(join(repositoryRoot, file));
      }
    }
  }
}

async function runStage({ commands, isCounted }: Stage): Promise<{ passed: number; failed: number }> {
  let output = '';
  let isGood = true;
  for (const command of commands) {
    const run = await runCommand(command);
    output += run.output;
    isGood &&= run.code === 0;
    if (!isGood) {
      break;
    }
  }
  if (!isCounted) {
    return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const counts = {
    passed: total(output, 'passing'),
    failed: total(output, 'failing') + total(output, 'pending'),
  };
  // A runner that broke off, or found nothing to run, has not passed.
  const isSilent = (!isGood && counts.failed === 0) || counts.passed + counts.failed === 0;
  return isSilent ? { ...counts, failed: 1 } : counts;
}

function total(output: string, word: string): number {
  const counts = output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'));
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function runCommand(command: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: repositoryRoot,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        to.write(chunk);
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
}
