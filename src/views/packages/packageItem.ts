import * as path from 'node:path';
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from 'vscode';
import type {
  ArtifactView,
  CollectionState,
  Overview,
  VerdictLine,
} from '../../packages/reading/messages.ts';
import { readPackageName } from '../../evidence/packageName.ts';
import { plainText } from '../words/visibleText.ts';

/** What the view *Investigation Packages* shows. */
export type PackageElement =
  | { kind: 'package'; path: string; overview?: Overview; fault?: string }
  | { kind: 'group'; path: string; title: string; artifacts: ArtifactView[] }
  | { kind: 'artifact'; path: string; artifact: ArtifactView }
  /** What the package does not have, one line each. */
  | { kind: 'missing'; path: string; lines: VerdictLine[] }
  | { kind: 'line'; path: string; line: VerdictLine };

export function toTreeItem(element: PackageElement): TreeItem {
  switch (element.kind) {
    case 'package':
      return packageItem(element);
    case 'group':
      return new TreeItem(plainText(element.title), TreeItemCollapsibleState.Expanded);
    case 'artifact':
      return artifactItem(element.path, element.artifact);
    case 'missing': {
      const item = new TreeItem(l10n.t('Not collected'), TreeItemCollapsibleState.Collapsed);
      item.description = String(element.lines.length);
      item.iconPath = icons.neverAsked;
      return item;
    }
    case 'line': {
      const { what, why, state } = element.line;
      const item = new TreeItem(plainText(what));
      item.description = plainText(why);
      item.tooltip = `${plainText(what)}\n${plainText(why)}`;
      item.iconPath = icons[state];
      return item;
    }
  }
}

function packageItem({ path: packagePath, overview, fault }: PackageElement & { kind: 'package' }): TreeItem {
  const uri = Uri.file(packagePath);
  const name = path.basename(packagePath);
  const { device, createdUtc } = readPackageName(name) ?? { device: name };
  const item = new TreeItem(plainText(device), TreeItemCollapsibleState.Collapsed);
  // Brings the state of its last verification along.
  item.resourceUri = uri;
  item.contextValue = ';package;';
  item.iconPath = fault
    ? icons.failed
    : overview?.isComplete === false
      ? icons.absent
      : new ThemeIcon('archive');
  item.description = [createdUtc ?? '', plainText(fault ?? overview?.verdict ?? '')]
    .filter(Boolean)
    .join(' · ');
  item.tooltip = [workspace.asRelativePath(uri), fault ?? overview?.verdict ?? '', ...factLines(overview)]
    .filter(Boolean)
    .map(plainText)
    .join('\n');
  return item;
}

function factLines(overview: Overview | undefined): string[] {
  return (overview?.facts ?? []).map(({ title, value }) => `${title}: ${value}`);
}

function artifactItem(packagePath: string, { id, title, rowCount, state, faults }: ArtifactView): TreeItem {
  const item = new TreeItem(plainText(title));
  item.description = rowCount?.toLocaleString('en-US') ?? '';
  item.iconPath = icons[faults.length > 0 ? 'failed' : state];
  item.tooltip = [title, ...faults].map(plainText).join('\n');
  item.command = {
    title: l10n.t('Open'),
    command: 'defenderMachineActions.openPackage',
    arguments: [{ path: packagePath, artifact: id }],
  };
  return item;
}

const icons: Record<CollectionState, ThemeIcon> = {
  data: new ThemeIcon('table'),
  sourceEmpty: new ThemeIcon('circle-large-outline'),
  sourceMissing: new ThemeIcon('circle-slash'),
  failed: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  absent: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  neverAsked: new ThemeIcon('question'),
};
