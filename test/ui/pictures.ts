import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, repositoryRoot } from '../host/paths.ts';
import type { VsCodeWindow } from '../host/window.ts';

/** `npm run pictures` renews those of the README; every other run leaves them alone. */
const folder = process.env.UPDATE_PICTURES ? join(repositoryRoot, 'media') : join(cacheRoot, 'pictures');

/** Takes a picture of the window: for the README, and to look at after a run. */
export async function takePicture(window: VsCodeWindow, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await window.screenshot(join(folder, `${name}.png`));
}
