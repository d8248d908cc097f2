import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureChromium } from '../host/chromium.ts';
import { ensureVsCode } from '../host/install.ts';
import { packagedExtension, repositoryRoot } from '../host/paths.ts';
import { startVsCode } from '../host/server.ts';
import { closeBrowser, openWindow } from '../host/window.ts';
import { startSimulator } from '../simulator/index.ts';
import { signIn } from '../ui/stage.ts';

// Does the extension's main job in a real window on a simulated tenant, prints what it did, and leaves the window
// open for whoever wants to go on there. `--exit` ends it instead.

const demo = join(repositoryRoot, '.demo');
const workspace = join(demo, 'case-042');
const picture = join(demo, 'window.png');

await ensureVsCode();
await ensureChromium();
say('Packaging the extension');
execFileSync('npm', ['run', '--silent', 'package'], {
  cwd: repositoryRoot,
  stdio: ['ignore', 'ignore', 'inherit'],
});

await rm(demo, { recursive: true, force: true });
await mkdir(workspace, { recursive: true });
await writeFile(join(workspace, 'notes.md'), '# Case 042\n\nws-042.contoso.com: beacon every 60 s.\n');

say('Starting the simulated tenant and VS Code');
const simulator = await startSimulator({ autoConsent: true });
const vscode = await startVsCode({
  kind: 'program',
  workspace,
  userDataDir: join(demo, 'data'),
  extensionsDir: join(demo, 'extensions'),
  vsix: [await packagedExtension()],
  settings: { 'defenderMachineActions.connections': [simulator.connection('browser', 'Contoso')] },
});

say('Signing in, listing and downloading in the window');
const window = await openWindow(vscode, { dark: true });
try {
  await signIn(window);
  const view = window.view('Machine Actions');
  const startedMs = performance.now();
  await view.row('ws-042.contoso.com').inlineAction('Download Investigation Package');
  await window.notifications.waitForToast(/downloaded: /);
  const seconds = (performance.now() - startedMs) / 1000;
  await window.screenshot(picture);
  const rows = (await view.allRows()).filter(({ label }) => !label.startsWith('Load more'));
  const file = await packageIn(join(workspace, 'investigation-packages'));
  const bytes = await readFile(file);
  console.log(`actions: ${rows.length}`);
  console.log(`file: ${file}`);
  console.log(`bytes: ${bytes.length}`);
  console.log(`sha256: ${createHash('sha256').update(bytes).digest('hex')}`);
  console.log(`seconds: ${seconds.toFixed(1)}`);
  console.log(`picture: ${picture}`);
  console.log(`window: ${vscode.windowUrl()}`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await closeBrowser();
}

if (process.argv.includes('--exit') || process.exitCode) {
  await close();
} else {
  say(
    'Open the address of the window in a browser of this machine; Sign In there is one click. Ctrl-C ends it.',
  );
  process.once('SIGINT', () => void close());
  process.once('SIGTERM', () => void close());
}

async function close(): Promise<void> {
  await vscode.close();
  await simulator.close();
}

async function packageIn(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.endsWith('.zip'));
  if (!name) {
    throw new Error(`There is no package in ${folder}.`);
  }
  return join(folder, name);
}

function say(text: string): void {
  console.error(`> ${text}`);
}
