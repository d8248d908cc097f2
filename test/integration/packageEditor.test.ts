import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  commands,
  EventEmitter,
  extensions,
  FilePermission,
  TabInputCustom,
  Uri,
  window,
  workspace,
  type WebviewPanel,
} from 'vscode';
import { Conversation } from '../../src/views/packageEditor/conversation.ts';
import { PackageNotes } from '../../src/views/packageEditor/packageNotes.ts';
import { PackageReaders } from '../../src/views/packages/packageReaders.ts';
import { waitUntil } from '../host/waiting.ts';
import { generatedMembers, packed } from '../support/readingStage.ts';

const openPackage = 'defenderMachineActions.openPackage';
const viewType = 'defenderMachineActions.package';

interface OpenedBytes {
  uri: Uri;
  size: number;
  permissions: FilePermission;
  bytes: Uint8Array;
  isWritable: boolean;
}

/** What tabs show, by the type of their editor. */
function shown(editor: string): string[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof TabInputCustom && input.viewType === editor ? [input.uri] : []))
    .map(({ path }) => basename(path));
}

describe('The editor of investigation packages', () => {
  const folder = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'investigation-packages');
  const path = join(folder, 'ws-042_20260120T155500Z_17.zip');
  const members = generatedMembers();
  let bytes: Buffer;
  let readers: PackageReaders;

  before(async () => {
    bytes = await packed(members);
    const extension = extensions.getExtension('machine-actions.defender-machine-actions') ?? assert.fail();
    const program = join(extension.extensionPath, 'dist', 'reader.js');
    readers = new PackageReaders({ program, words: undefined, notes: () => Promise.resolve({}) });
  });

  beforeEach(() => {
    mkdirSync(folder);
    writeFileSync(path, bytes);
  });

  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  after(() => readers.dispose());

  it('opens for a file, for a row of the tree, and for the package that somebody chooses', async () => {
    const close = () => commands.executeCommand('workbench.action.closeAllEditors');
    await commands.executeCommand(openPackage, Uri.file(path));
    assert.deepEqual(shown(viewType), [basename(path)]);
    await close();
    await commands.executeCommand(openPackage, { path, artifact: 'processes' });
    assert.deepEqual(shown(viewType), [basename(path)]);
    await close();
    let isOver = false;
    const opening = Promise.resolve(commands.executeCommand(openPackage)).then(() => (isOver = true));
    await waitUntil(
      'the only package is chosen',
      async () => {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return isOver;
      },
      (over) => over,
    );
    await opening;
    assert.deepEqual(shown(viewType), [basename(path)]);
    await close();
    await commands.executeCommand('vscode.open', Uri.file(path));
    assert.deepEqual(shown(viewType), [basename(path)], 'by its name alone');
  });

  it('lets go of the package when it is closed', async function () {
    const isOpen = () =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      });
    if (process.platform !== 'linux') {
      this.skip();
    }
    await commands.executeCommand(openPackage, Uri.file(path));
    await waitUntil('the package is held', () => Promise.resolve(isOpen()), Boolean);
    await commands.executeCommand('workbench.action.closeAllEditors');
    await waitUntil('the package is let go', () => Promise.resolve(!isOpen()), Boolean);
  });

  it('shows what is on the disk by now, and says when nothing is', async () => {
    const open = readers.open(path);
    const changes: string[] = [];
    open.onDidChange((change) => changes.push(change));
    const changed = async () => {
      await waitUntil(
        'the change is seen',
        () => Promise.resolve(changes),
        (seen) => seen.includes('package'),
      );
      changes.length = 0;
    };
    assert.match((await open.ask({ kind: 'overview' })).layout, /^Windows/);
    writeFileSync(path, await packed([{ path: 'a.csv', content: 'x,y\r\n1,2\r\n' }]));
    await changed();
    const layout = () =>
      open.ask({ kind: 'overview' }).then(
        ({ layout: kind, verdict }) => `${kind} ${verdict}`,
        (error: unknown) => (error as Error).name,
      );
    await waitUntil('the other package', layout, (text) => /not known/.test(text));
    rmSync(path);
    await changed();
    await waitUntil('the fault', layout, (text) => text === 'ReadingFault');
    writeFileSync(path, bytes);
    await changed();
    await waitUntil('the package', layout, (text) => /^Windows/.test(text));
    open.dispose();
    await assert.rejects(open.ask({ kind: 'overview' }), { name: 'ThreadEnded' });
  });

  describe('leads to the source of a row', () => {
    const heard = new EventEmitter<unknown>();
    const failures: unknown[] = [];
    const webview = { onDidReceiveMessage: heard.event, postMessage: () => Promise.resolve(true) };
    let conversation: Conversation;

    beforeEach(() => {
      const events = {
        opened: () => Promise.resolve(),
        exported: () => Promise.resolve(),
        failed: (error: unknown) => failures.push(error),
      };
      const notes = new PackageNotes('somebody');
      const panel = { webview } as unknown as WebviewPanel;
      conversation = new Conversation(readers.open(path), panel, { notes, events }, () => undefined);
    });
    afterEach(() => {
      conversation.dispose();
      assert.deepEqual(failures, []);
    });

    it('in the Hex Editor where the member is no text', async () => {
      const standIn = extensions.getExtension<OpenedBytes[]>('ms-vscode.hexeditor') ?? assert.fail();
      const opened = await standIn.activate();
      heard.fire({ order: { kind: 'goToSource', artifact: 'securityEvents', row: 3 } });
      await waitUntil(
        'the bytes',
        () => Promise.resolve(opened),
        (all) => all.length > 0,
      );
      assert.deepEqual(shown('hexEditor.hexedit'), ['Security.evtx']);
      const { uri, ...read } = opened[0] ?? assert.fail();
      const log = Buffer.from(members.find(({ path: name }) => name.endsWith('.evtx'))?.content ?? '');
      assert.ok(log.equals(read.bytes));
      assert.deepEqual(
        [read.size, read.permissions, read.isWritable],
        [log.length, FilePermission.Readonly, false],
      );
      await assert.rejects(Promise.resolve(workspace.fs.writeFile(uri, Buffer.from('x'))));
      await assert.rejects(Promise.resolve(workspace.fs.delete(uri)));
      assert.equal(uri.query.includes('&'), false);
    });

    it('as text where it is one, at the line', async () => {
      heard.fire({ order: { kind: 'goToSource', artifact: 'processes', row: 2 } });
      const editor = await waitUntil(
        'the text',
        () => Promise.resolve(window.activeTextEditor),
        (active) => active?.document.uri.scheme === 'defender-package',
      );
      assert.match(editor?.document.uri.path ?? '', /Processes\.csv\.txt$/);
      assert.ok((editor?.selection.active.line ?? 0) > 1);
    });

    it('and says why there is none', async () => {
      const gone = Uri.from({
        scheme: 'defender-package-bytes',
        path: '/x',
        query: JSON.stringify([path, 'nothing & nowhere']),
      });
      await assert.rejects(Promise.resolve(workspace.fs.stat(gone)), /There is no member nothing & nowhere/);
      const text = gone.with({ query: JSON.stringify([path, 'Processes/Processes.csv']) });
      await assert.rejects(Promise.resolve(workspace.fs.readFile(text)));
    });
  });
});
