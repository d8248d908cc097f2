import * as path from 'node:path';
import { workspace, type Disposable, type Uri } from 'vscode';
import type { CustodyEvent } from '../evidence/custody/custodyLine.ts';
import { logUse } from '../evidence/custody/custodyEvents.ts';
import type { PackageViews } from '../views/packages/packageViews.ts';
import { actorOf, osUser } from './actor.ts';
import { logError, reportError } from './errorReport.ts';
import type { Services } from './services.ts';

/** The view *Investigation Packages* and the windows of packages, in a bundle that is loaded once VS Code has started. */
export class PackageWindows implements Disposable {
  readonly #services: () => Services;
  readonly #dist: Uri;
  #views: Promise<PackageViews> | undefined;

  /** @param dist folder of the bundles */
  constructor(services: () => Services, dist: Uri) {
    this.#services = services;
    this.#dist = dist;
  }

  start(): void {
    void this.#load();
  }

  /** Shows an artifact in the windows of a package, or in the one that opens next. */
  async show(packagePath: string, artifact: string): Promise<void> {
    (await this.#load()).editor.show(packagePath, artifact);
  }

  dispose(): void {
    void this.#views?.then((views) => views.dispose());
  }

  #load(): Promise<PackageViews> {
    this.#views ??= this.#make();
    return this.#views;
  }

  async #make(): Promise<PackageViews> {
    const { PackageViews } = await import('../views/packages/packageViews.ts');
    const { packages, logger } = this.#services();
    return new PackageViews({
      paths: async () => {
        await packages.look();
        return packages.paths;
      },
      onDidChange: packages.onDidChange,
      dist: this.#dist,
      user: osUser(),
      events: {
        opened: (packagePath, sha256) => this.#log(packagePath, 'opened', sha256, ''),
        exported: (packagePath, sha256, file) =>
          this.#log(packagePath, 'exported', sha256, path.basename(file)),
        failed: (error) => void reportError(logger, 'openPackage', error),
      },
    });
  }

  /** Nothing is written into a workspace that is not trusted, and a log that cannot be written keeps nobody from reading. */
  async #log(packagePath: string, event: CustodyEvent, sha256: string, note: string): Promise<void> {
    const services = this.#services();
    if (workspace.isTrusted) {
      const occasion = { packagePath, event, sha256, note };
      await logUse(occasion, actorOf(services, ''), services).catch((error: unknown) =>
        logError(services.logger, 'openPackage', error),
      );
    }
  }
}
