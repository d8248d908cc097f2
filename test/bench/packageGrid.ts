import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { PackageWindow } from '../host/packageWindow.ts';
import { repositoryRoot } from '../host/paths.ts';
import { closeBrowser, type VsCodeWindow } from '../host/window.ts';
import { zipOf } from '../simulator/package/zip.ts';
import { setStage, type Stage } from '../ui/stage.ts';
import { DrivenGrid } from './drivenGrid.ts';
import { fileTable, fileTableRows, rowsWith } from './fileTable.ts';
import { median } from './median.ts';
import { beginPhase, recordTasks, type Task, type ThreadTasks } from './threadTasks.ts';

const run = promisify(execFile);
const turns = 3;
/** Of each kind, in a turn. */
const steps = 40;
const tooLongMs = 50;
const name = 'triage.zip';
const path = 'triage/files.csv';
const all = `${rowsWith('')} of`;

/** From the input to the frame with its rows, in milliseconds, by what was done. */
type RoundTrips = Record<'wheel' | 'leap' | 'PageDown' | 'filter' | 'sort' | 'search', number[]>;

interface Turn extends ThreadTasks {
  trips: RoundTrips;
}

/** Scrolling and filtering a long table in the real window: how long the thread of its page does not hear a person. */
export async function benchPackageGrid(): Promise<string[]> {
  await run('npm', ['run', '--silent', 'package'], { cwd: repositoryRoot });
  const stage = await setStage();
  const load: number[] = [];
  const all: Turn[] = [];
  try {
    await writeFile(join(stage.folder, name), await zipOf([{ path, content: fileTable() }], new Date()));
    for (let turn = 0; turn < turns; turn++) {
      all.push(await takeTurn(stage));
      load.push(loadavg()[0] ?? NaN);
    }
  } finally {
    await stage.close();
    await closeBrowser();
  }
  return report(all, load);
}

async function takeTurn(stage: Stage): Promise<Turn> {
  const window = await stage.open({ size: { width: 1900, height: 1000 } });
  try {
    await window.openContainer('Explorer');
    await window.explorer.row(name).hover();
    const trips: RoundTrips = { wheel: [], leap: [], PageDown: [], filter: [], sort: [], search: [] };
    const browser = window.context.browser() as Browser;
    const tasks = await recordTasks(browser, /\/dist\/window\.js$/, () => work(window, trips));
    return { ...tasks, trips };
  } finally {
    await window.close();
  }
}

async function work(window: VsCodeWindow, trips: RoundTrips): Promise<void> {
  const { page } = window;
  const shown = new PackageWindow(page);
  await beginPhase(page, 'opening');
  await window.explorer.row(name).chooseContext('Open Investigation Package');
  await shown.overview();
  await beginPhase(page, 'table');
  await shown.open(path);
  await shown.waitForCount(new RegExp(`^${all}`));
  const grid = await DrivenGrid.of(page, shown);
  await shown.grid.getByRole('gridcell').nth(40).click();
  await beginPhase(page, 'scrolling');
  await scroll(grid, trips);
  await shown.button('Filters').click();
  await beginPhase(page, 'filtering');
  await narrow(grid, shown, trips);
  await beginPhase(page, 'blocked');
  await grid.block(tooLongMs);
  await beginPhase(page, 'end');
}

async function scroll(grid: DrivenGrid, trips: RoundTrips): Promise<void> {
  for (let step = 0; step < steps; step++) {
    trips.wheel.push(await grid.wheel(300));
  }
  for (let step = 0; step < steps; step++) {
    trips.PageDown.push(await grid.key('PageDown'));
  }
  await grid.hurry('PageDown', steps, 900);
  for (let step = 1; step <= steps; step++) {
    // To and fro, never twice to the same rows.
    trips.leap.push(await grid.leap((step * 0.37 + 0.003) % 1));
  }
}

async function narrow(grid: DrivenGrid, shown: PackageWindow, trips: RoundTrips): Promise<void> {
  const box = (title: string) => shown.frame.getByRole('textbox', { name: title, exact: true });
  for (const [column, text] of [
    ['FileName', 'docx'],
    ['ParentPath', 'folder-12'],
    ['Sha1', 'a-word-that-no-row-has'],
  ] as const) {
    trips.filter.push(await grid.type(box(`Filter ${column}`), text, `${rowsWith(text)} of`));
    trips.filter.push(await grid.press('Clear Filters', all));
  }
  for (const column of ['FileName', 'FileSize', 'FileSize']) {
    trips.sort.push(await grid.sort(column));
  }
  trips.search.push(await grid.type(box('Search all artifacts'), '.exe', `${rowsWith('.exe')} of`));
  trips.search.push(await grid.press('Clear Search', all));
}

function report(all: readonly Turn[], load: readonly number[]): string[] {
  for (const { phases } of all) {
    const blocked = phases.get('blocked') ?? [];
    if (!blocked.some(({ wallMs }) => wallMs >= tooLongMs)) {
      throw new Error(`A task that took ${tooLongMs} ms was not seen: nothing else would have been.`);
    }
  }
  const script = all.map((turn) => turn.script.wallMs);
  return [
    `${fileTableRows.toLocaleString('en')} rows, ${turns} windows, median (least to most)`,
    "in Chromium the page shares a thread and its heap with VS Code's window, whose tasks and garbage count too",
    `${median(load).toFixed(1)} programs at work on ${availableParallelism()} cores: with more programs than cores, ` +
      'the clock says how long the thread waited for one',
    `opening the package: ${longest(all, 'opening')}; its script runs ${spread(script)} ms at first`,
    `opening the table: ${longest(all, 'table')}`,
    `scrolling, ${5 * steps} steps: ${longest(all, 'scrolling')}`,
    `filtering, sorting, searching: ${longest(all, 'filtering')}`,
    ...Object.keys(all[0]?.trips ?? {}).map((kind) => roundTrip(all, kind as keyof RoundTrips)),
  ];
}

function longest(all: readonly Turn[], phase: string): string {
  const tasks = all.map(({ phases }) => phases.get(phase) ?? []);
  const most = (field: keyof Task) => spread(tasks.map((some) => Math.max(...some.map((one) => one[field]))));
  const over = (field: keyof Task) => tasks.flat().filter((one) => one[field] > tooLongMs).length;
  return (
    `longest task ${most('wallMs')} ms by the clock, ${most('cpuMs')} ms of computing, ` +
    `${most('ownMs')} ms without garbage collection; over ${tooLongMs} ms of ${tasks.flat().length} tasks: ` +
    `${over('wallMs')}, ${over('cpuMs')}, ${over('ownMs')}`
  );
}

function roundTrip(all: readonly Turn[], kind: keyof RoundTrips): string {
  const times = all.flatMap(({ trips }) => trips[kind]);
  return `from ${kind} to its rows: ${spread(times)} ms`;
}

function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`;
}
