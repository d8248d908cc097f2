import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, repositoryRoot } from '../host/paths.ts';
import type { VsCodeWindow } from '../host/window.ts';

/** Those of the README. `npm run pictures` renews them; every other run leaves them alone. */
const inReadme = new Set(['record', 'hover']);

/** Of windows whose pictures go into the README, and with it into the package, which has to stay small. */
export const pictureSize = { width: 1120, height: 660 };

/** Takes a picture of the window: for the README, and to look at after a run. */
export async function takePicture(window: VsCodeWindow, name: string): Promise<void> {
  const isRenewed = Boolean(process.env.UPDATE_PICTURES) && inReadme.has(name);
  const folder = isRenewed ? join(repositoryRoot, 'media') : join(cacheRoot, 'pictures');
  await mkdir(folder, { recursive: true });
  await window.screenshot(join(folder, `${name}.png`));
}
