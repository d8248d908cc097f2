import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureAzurite } from './azurite/install.ts';
import { ensureChromium } from './host/chromium.ts';
import { ensureVsCode } from './host/install.ts';
import { cacheRoot, repositoryRoot } from './host/paths.ts';

interface Stage {
  name: string;
  /** Run one after the other; the first that fails ends the stage. */
  commands: string[];
  /** When it runs: before all others, which take what it makes; beside them, as it hardly needs the machine; else in turn. */
  place?: 'first' | 'beside';
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

/** Rooms whose unit tests take as long as those of all others together. */
const largeRooms = {
  evidence: 'test/unit/evidence/**/*.test.ts',
  packages: 'test/unit/packages/**/*.test.ts',
};

/** Files of `test/ui` that run one after the other in a process of their own; `ui` has all others. */
const lanes = {
  /** Its packages wait for links, of which there are two a minute: most of their time nothing happens. */
  slow: ['bulk', 'twoWindows'],
  /** They share a window. */
  packages: ['download', 'liveResponse', 'noPackage', 'packageWindow', 'resume', 'verify'],
  connections: ['connections', 'proxy', 'settings', 'signIn'],
};

/** One stage more than the machine has cores at once: those with a window wait for it at times. */
const stagesAtOnce = availableParallelism() + 1;

/** In the order in which they start: those first that need no VS Code, which is installed meanwhile. */
const stages: Stage[] = [
  { name: 'package', place: 'first', commands: ['npm run --silent package', 'node esbuild.js --tests'] },
  { name: 'ui-slow', place: 'beside', commands: [uiTests(lanes.slow)], isCounted: true },
  { name: 'lint', commands: ['eslint .', 'prettier --check .'] },
  {
    name: 'unit',
    commands: [
      `${mocha} "test/unit/**/*.test.ts" "test/azurite/*.test.ts"${without(Object.values(largeRooms))}`,
    ],
    isCounted: true,
  },
  { name: 'evidence', commands: [`${mocha} "${largeRooms.evidence}"`], isCounted: true },
  { name: 'packages', commands: [`${mocha} "${largeRooms.packages}"`], isCounted: true },
  { name: 'faults', commands: [`${mocha} "test/faults/*.test.ts"`], isCounted: true },
  { name: 'ui-connections', commands: [uiTests(lanes.connections)], isCounted: true },
  {
    name: 'ui',
    commands: [`${uiTests(['*'])}${without(Object.values(lanes).flat().map(uiFile))}`],
    isCounted: true,
  },
  { name: 'ui-packages', commands: [uiTests(lanes.packages)], isCounted: true },
  { name: 'integration', commands: ['node test/integration/run.ts'], isCounted: true },
  { name: 'window', commands: [`${mocha} "test/window/*.test.ts"`], isCounted: true },
  { name: 'types', commands: ['tsc --noEmit', 'tsc --noEmit -p src/window'] },
  {
    name: 'long',
    commands: [`COLLECTIONS=20 ${uiTests(['twoWindows'])}`],
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
const placed = (place?: Stage['place']): Stage[] => chosen.filter((stage) => stage.place === place);
for (const stage of placed('first')) {
  await run(stage);
}
const inTurn = placed();
await Promise.all([
  ...placed('beside').map(run),
  ...Array.from({ length: stagesAtOnce }, async () => {
    for (let stage = inTurn.shift(); stage; stage = inTurn.shift()) {
      await run(stage);
    }
  }),
]);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
for (const { lastWords } of results) {
  lastWords.forEach((line) => console.log(line));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function uiFile(name: string): string {
  return `test/ui/${name}.test.ts`;
}

/** They end with `--exit`: what a failed start leaves open would keep them running. */
function uiTests(names: string[]): string {
  return `${mocha} --exit ${names.map((name) => `"${uiFile(name)}"`).join(' ')}`;
}

function without(files: string[]): string {
  return files.map((file) => ` --ignore "${file}"`).join('');
}

async function run(stage: Stage): Promise<void> {
  await prepare(stage);
  results.push(await runStage(stage));
}

async function prepare({ name }: Stage): Promise<void> {
  if (name === 'unit') {
    await ensureAzurite();
  }
  if (/^(integration|ui.*|long)$/.test(name)) {
    await ensureVsCode();
  }
  if (/^(integration|window|ui.*|long)$/.test(name)) {
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
      env: {
        ...process.env,
        FORCE_COLOR: '0',
        // Tests start hundreds of processes, which else would compile the same modules each for itself.
        NODE_COMPILE_CACHE: join(cacheRoot, 'compiled'),
      },
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
