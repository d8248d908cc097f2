import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../host/paths.ts';

interface Manifest {
  icon: string;
  engines: { vscode: string };
  activationEvents: string[];
  contributes: {
    commands: { command: string; title: string; category: string; icon?: string }[];
    views: Record<string, { id: string; icon: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    viewsWelcome: { view: string; contents: string; when: string }[];
    menus: Record<string, { command: string; when: string }[]>;
    configuration: { properties: Record<string, { scope: string; default: unknown }> };
  };
  devDependencies: Record<string, string>;
}

const read = (name: string) => readFileSync(join(repositoryRoot, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;

describe('The manifest', () => {
  it('takes every string from package.nls.json, and each of those is used', () => {
    const keys = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(strings).sort());
    const titles = contributes.commands.map(({ title, category }) => title + category);
    assert.ok(titles.every((text) => /^%.*%%.*%$/.test(text)));
  });

  it('names only commands that exist in menus and welcome content', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    const inMenus = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command);
    const inWelcome = [...JSON.stringify(strings).matchAll(/command:(defenderMachineActions\.\w+)/g)].map(
      ([, command]) => command ?? '',
    );
    assert.ok(inWelcome.length > 5);
    for (const command of [...inMenus, ...inWelcome]) {
      assert.ok(commands.has(command), command);
    }
  });

  it('has welcome content for each state of the list without rows', () => {
    const source = read('src/views/listState.ts');
    const declared = /type ListState =([^;]*);/.exec(source)?.[1] ?? '';
    const states = [...declared.matchAll(/'(\w+)'/g)].map(([, state]) => state);
    const ofList = contributes.viewsWelcome.filter(({ view }) => view === 'defenderMachineActions.actions');
    const welcomed = ofList.map(({ when }) => / == (\w+)$/.exec(when)?.[1]);
    assert.deepEqual([...welcomed, 'loading', 'rows'].sort(), states.sort());
  });

  it('keeps connections out of workspaces, and the folder in them', () => {
    const scopes = Object.entries(contributes.configuration.properties).map(([name, { scope }]) => [
      name.replace('defenderMachineActions.', ''),
      scope,
    ]);
    assert.deepEqual(Object.fromEntries(scopes), {
      connections: 'application',
      recentDays: 'window',
      refreshIntervalSeconds: 'window',
      downloadWhenReady: 'window',
      showAllConnections: 'window',
      downloadFolder: 'resource',
    });
  });

  it('names pictures that are there', () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views)
        .flat()
        .map(({ icon }) => icon),
      ...[...read('README.md').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path ?? ''),
    ];
    assert.ok(pictures.length > 4);
    for (const picture of pictures) {
      assert.ok(existsSync(join(repositoryRoot, picture)), picture);
    }
  });

  it('uses the types of the oldest VS Code that it allows', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('activates by what it contributes, and to find what was cut off', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });
});
