import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureAzurite } from './azurite/install.ts';
import { ensureChromium } from './host/chromium.ts';
import { ensureVsCode } from './host/install.ts';
import { repositoryRoot } from './host/paths.ts';

interface Stage {
  name: string;
  /** Stages of the same round run at once, after those of the round before. */
  round: number;
  /** Run one after the other; the first that fails ends the stage. */
  commands: string[];
  /** Whether its output says how many tests passed; else the stage counts as one. */
  isCounted?: boolean;
  /** Only when it is asked for by name. */
  isExtra?: boolean;
}

interface Result {
  passed: number;
  failed: number;
  /** What a failed stage said at its end, which is where runners name what failed. */
  lastWords: string[];
}

const keptLines = 40;
const mocha = 'mocha --no-color';

/** Their packages wait for links, of which there are two a minute: most of their time nothing happens. */
const slow = ['test/ui/bulk.test.ts', 'test/ui/twoWindows.test.ts'];

/** Of the room that reads packages: as many as of all other rooms together. */
const packages = 'test/unit/packages/**/*.test.ts';

const stages: Stage[] = [
  { name: 'package', round: 1, commands: ['npm run --silent package', 'node esbuild.js --tests'] },
  { name: 'lint', round: 2, commands: ['eslint .', 'prettier --check .'] },
  { name: 'types', round: 2, commands: ['tsc --noEmit', 'tsc --noEmit -p src/window'] },
  {
    name: 'unit',
    round: 2,
    commands: [`${mocha} "test/unit/**/*.test.ts" "test/azurite/*.test.ts" --ignore "${packages}"`],
    isCounted: true,
  },
  {
    name: 'packages',
    round: 2,
    commands: [`${mocha} "${packages}"`],
    isCounted: true,
  },
  {
    name: 'faults',
    round: 2,
    commands: [`${mocha} "test/faults/*.test.ts"`],
    isCounted: true,
  },
  { name: 'integration', round: 3, commands: ['node test/integration/run.ts'], isCounted: true },
  {
    name: 'window',
    round: 3,
    commands: [`${mocha} "test/window/*.test.ts"`],
    isCounted: true,
  },
  {
    name: 'ui-slow',
    round: 3,
    commands: [`${mocha} ${slow.join(' ')}`],
    isCounted: true,
  },
  {
    name: 'ui',
    round: 4,
    commands: [
      `${mocha} --parallel --jobs 2 "test/ui/*.test.ts" ${slow.map((file) => `--ignore ${file}`).join(' ')}`,
    ],
    isCounted: true,
  },
  {
    name: 'long',
    round: 5,
    commands: [`COLLECTIONS=20 ${mocha} test/ui/twoWindows.test.ts`],
    isCounted: true,
    isExtra: true,
  },
];

const longestName = Math.max(...stages.map(({ name }) => name.length));
const asked = process.argv.slice(2);
const chosen =
  asked.length > 0
    ? stages.filter(({ name }) => asked.includes(name))
    : stages.filter(({ isExtra }) => !isExtra);
const results: Result[] = [];
for (const round of new Set(chosen.map((stage) => stage.round))) {
  const together = chosen.filter((stage) => stage.round === round);
  for (const stage of together) {
    await prepare(stage);
  }
  results.push(...(await Promise.all(together.map(runStage))));
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
for (const { lastWords } of results) {
  lastWords.forEach((line) => console.log(line));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function prepare({ name }: Stage): Promise<void> {
  if (name === 'unit') {
    await ensureAzurite();
  }
  if (/^(integration|ui|ui-slow|long)$/.test(name)) {
    await ensureVsCode();
  }
  if (/^(integration|window|ui|ui-slow|long)$/.test(name)) {
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

async function runStage(stage: Stage): Promise<Result> {
  const startedMs = performance.now();
  console.log(`=== ${stage.name}`);
  const { output, ...counts } = await runCommands(stage);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`=== ${stage.name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  const last = output.trimEnd().split('\n').slice(-keptLines);
  return { ...counts, lastWords: counts.failed > 0 ? ['', `=== ${stage.name}, at its end:`, ...last] : [] };
}

async function runCommands({
  name,
  commands,
  isCounted,
}: Stage): Promise<{ passed: number; failed: number; output: string }> {
  let output = '';
  let isGood = true;
  for (const command of commands) {
    const run = await runCommand(command, name);
    output += run.output;
    isGood &&= run.code === 0;
    if (!isGood) {
      break;
    }
  }
  if (!isCounted) {
    return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, output };
  }
  const counts = {
    passed: total(output, 'passing'),
    failed: total(output, 'failing') + total(output, 'pending'),
  };
  // A runner that broke off, or found nothing to run, has not passed.
  const isSilent = (!isGood && counts.failed === 0) || counts.passed + counts.failed === 0;
  return { ...counts, ...(isSilent && { failed: 1 }), output };
}

function total(output: string, word: string): number {
  const counts = output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'));
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Prints each line under the name of its stage: several run at once. */
function runCommand(command: string, name: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: repositoryRoot,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        console.log(`${name.padEnd(longestName)} | ${line}`);
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
}
