import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import type { VsCodeWindow } from '../host/window.ts';
import type { MachineAction, RecordedRequest, Simulator } from '../simulator/index.ts';
import { pictureSize } from './pictures.ts';
import { setStage, signIn, type Stage } from './stage.ts';

export const download = 'Download Investigation Package';

/** A connection for each team of the simulated tenant, besides the first: each has package links of its own. */
export function teams(simulator: Simulator): Record<string, unknown> {
  const connections = simulator.clients.teamClientIds.map((clientId, index) => ({
    ...simulator.connection('browser', `Team ${index + 1}`),
    clientId,
  }));
  return { 'defenderMachineActions.connections': [simulator.connection('browser'), ...connections] };
}

let shared: Responder | undefined;

after(() => shared?.leave());

/** Somebody who downloads packages in a window, and changes teams before the links of a minute are used up. */
export class Responder {
  readonly stage: Stage;
  readonly window: VsCodeWindow;
  readonly view: View;
  #team = 0;
  #linksLeft = 2;

  static async begin(): Promise<Responder> {
    const stage = await setStage({ autoConsent: true, settings: teams });
    const window = await stage.open({ size: pictureSize });
    await signIn(window);
    return new Responder(stage, window);
  }

  /**
   * One for all test files of this process, since to open a window takes longer than most tests: with nothing on the
   * screen but the list, and no download folder. What the tenant has, and what it was asked for, is as it was left.
   */
  static async shared(): Promise<Responder> {
    if (shared === undefined) {
      shared = await Responder.begin();
    } else {
      await shared.#startOver();
    }
    return shared;
  }

  private constructor(stage: Stage, window: VsCodeWindow) {
    this.stage = stage;
    this.window = window;
    this.view = window.view('Machine Actions');
  }

  /** Requests for package links so far. */
  get linkRequests(): RecordedRequest[] {
    return this.stage.simulator.requests.filter(({ path }) => /getPackageUri$/i.test(path));
  }

  /** Makes sure that so many links can be had without a wait. */
  async needLinks(links: number): Promise<void> {
    if (links > this.#linksLeft) {
      this.#team++;
      this.#linksLeft = 2;
      await this.window.runCommand('Defender: Switch Connection');
      await this.window.quickInput.waitFor(/Switch Connection/);
      await this.window.quickInput.pick(new RegExp(`Team ${this.#team}$`));
      await this.view.waitForWelcome(/Sign in/);
      await this.view.clickWelcomeButton('Sign In');
      await this.view.waitForRows((rows) => rows.length > 1);
      await this.window.notifications.waitForToast(/Signed in to/);
      await this.window.notifications.clearAll();
    }
    this.#linksLeft -= links;
  }

  /** The nth action, newest first, that has a package. */
  packageAt(index: number): MachineAction {
    const { tenant } = this.stage.simulator;
    const found = tenant.actions.filter((action) => tenant.hasPackage(action, Date.now()))[index];
    if (!found) {
      throw new RangeError(`The tenant has no package number ${index}.`);
    }
    return found;
  }

  /** Asks for a package from the palette, by the id of its action. */
  async ask(id: string): Promise<void> {
    await this.window.runCommand(`Defender: ${download}`);
    await this.window.quickInput.waitFor(download);
    await this.window.quickInput.type(id);
    await this.window.quickInput.pick(new RegExp(id));
  }

  async clear(): Promise<void> {
    this.stage.simulator.faults.clear();
    await this.window.notifications.clearAll();
  }

  async leave(): Promise<void> {
    await this.window.close();
    await this.stage.close();
  }

  async #startOver(): Promise<void> {
    const { stage, view, window } = this;
    await window.runCommand('View: Close All Editors');
    await this.clear();
    for (const name of await readdir(stage.folder)) {
      if (name !== 'notes.md') {
        await rm(join(stage.folder, name), { recursive: true, force: true });
      }
    }
    await window.page.setViewportSize(pictureSize);
    await window.openContainer('Defender');
    await view.waitForRows((rows) => rows.length > 1);
  }
}
