import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startVsCode, type RunningVsCode } from './server.ts';

// Runs the tests of an extension in a window of VS Code, as desktop VS Code does when it is started with these
// arguments; the others that it knows are accepted and do nothing.

// A run that says nothing for this long hangs: the window never loads, or a test waits for ever.
const longestSilence = { atStart: 120_000, later: 300_000 };
const marker = `tests ${process.pid}: `;

interface Run {
  developed: string[];
  tests: string;
  workspace: string | undefined;
  userDataDir: string | undefined;
  extensionsDir: string | undefined;
}

process.exitCode = await main(readArguments(process.argv.slice(2)));

function readArguments(args: string[]): Run {
  const { values, positionals } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const developed = values.extensionDevelopmentPath;
  const path = (value: unknown): string | undefined =>
    typeof value === 'string' ? resolve(value) : undefined;
  const tests = path(values.extensionTestsPath);
  if (!Array.isArray(developed) || tests === undefined) {
    throw new Error('Both --extensionDevelopmentPath and --extensionTestsPath are needed.');
  }
  return {
    developed: developed.map((value) => resolve(String(value))),
    tests,
    workspace: path(positionals[0]),
    userDataDir: path(values['user-data-dir']),
    extensionsDir: path(values['extensions-dir']),
  };
}

async function main(run: Run): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'vscode-'));
  let vscode: RunningVsCode | undefined;
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await vscode?.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => void stop().finally(() => process.exit(code)));
  }
  try {
    vscode = await startVsCode({
      kind: 'server',
      smokeTestDriver: true,
      workspace: run.workspace,
      userDataDir: run.userDataDir ?? join(scratch, 'data'),
      extensionsDir: run.extensionsDir ?? join(scratch, 'extensions'),
      env: { VSCODE_TEST_ENTRY: run.tests, VSCODE_TEST_CONSOLE: marker },
    });
    browser = await launchBrowser({ ownSignals: true });
    return await testsIn(browser, vscode, run);
  } finally {
    await stop();
  }
}

/** Opens the window that runs the tests, passes on what they print and answers with their exit code. */
async function testsIn(browser: Browser, vscode: RunningVsCode, run: Run): Promise<number> {
  const page = await browser.newPage();
  const ownLog: string[] = [];
  page.on('pageerror', (error) => ownLog.push(error.message));
  const seen = { test: false };
  let silence: NodeJS.Timeout | undefined;
  let listen: (milliseconds: number) => void = () => undefined;
  const finished = new Promise<number>((resolveCode, reject) => {
    void page.exposeFunction('codeAutomationLog', (level: string, args: unknown[]) => {
      const line = format(...args);
      if (!line.startsWith(marker)) {
        ownLog.push(line);
        return;
      }
      seen.test = true;
      listen(longestSilence.later);
      const stream = level === 'error' || level === 'warn' ? process.stderr : process.stdout;
      stream.write(`${line.slice(marker.length)}\n`);
    });
    void page.exposeFunction('codeAutomationExit', (code: number) => resolveCode(code));
    page.on('crash', () => reject(new Error('The page crashed.')));
    listen = (milliseconds) => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        reject(new Error(`The tests have said nothing for ${milliseconds / 1000} s.`));
      }, milliseconds);
    };
    listen(longestSilence.atStart);
  });
  const location = (path: string): string => `vscode-remote://127.0.0.1:${vscode.port}${path}`;
  const payload = [
    ...run.developed.map((path) => ['extensionDevelopmentPath', location(path)]),
    ['extensionTestsPath', location(join(import.meta.dirname, 'testConsole.cjs'))],
    ['skipWelcome', 'true'],
  ];
  let code = 1;
  try {
    const opened = page.goto(`${vscode.windowUrl()}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    code = await Promise.race([finished, opened.then(() => finished)]);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
  }
  clearTimeout(silence);
  if (!seen.test) {
    // The tests never ran: what VS Code itself has logged says why.
    process.stderr.write(`${ownLog.join('\n').slice(-8000)}\n${vscode.logs().slice(-4000)}\n`);
  }
  return code;
}
