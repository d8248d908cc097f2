import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, repositoryRoot } from '../host/paths.ts';
import type { VsCodeWindow } from '../host/window.ts';

interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

const sideBar: Part = { x: 0, y: 0, width: 350, height: 352 };

/** Those of the README, and which part of the window. `npm run pictures` renews them; other runs leave them alone. */
const inReadme: Record<string, Part> = {
  record: { x: 0, y: 0, width: 1120, height: 500 },
  hover: { x: 0, y: 0, width: 800, height: 400 },
  'collect-confirm': { x: 320, y: 215, width: 480, height: 230 },
  groups: sideBar,
  'side-by-side': sideBar,
  'package-overview': { x: 333, y: 62, width: 1060, height: 390 },
  'package-grid': { x: 333, y: 62, width: 1225, height: 250 },
  queue: { x: 640, y: 450, width: 480, height: 210 },
};

/** Of windows whose pictures go into the README, and with it into the package, which has to stay small. */
export const pictureSize = { width: 1120, height: 660 };

/** Takes a picture of the window: for the README, and to look at after a run. */
export async function takePicture(window: VsCodeWindow, name: string): Promise<void> {
  const folder = join(cacheRoot, 'pictures');
  await mkdir(folder, { recursive: true });
  await window.screenshot(join(folder, `${name}.png`));
  const part = inReadme[name];
  if (process.env.UPDATE_PICTURES && part) {
    await writeFile(join(repositoryRoot, 'media', `${name}.webp`), await webp(window, part));
  }
}

/** What a page runs: a picture as WebP in place of PNG, both in base64. */
const encode = `async (png) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 });
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}`;

/** A picture without loss, which takes less than half of what it would as PNG. */
async function webp({ page, context }: VsCodeWindow, clip: Part): Promise<Buffer> {
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide', clip });
  const encoder = await context.newPage();
  try {
    const text = await encoder.evaluate<string>(`(${encode})('${png.toString('base64')}')`);
    return Buffer.from(text, 'base64');
  } finally {
    await encoder.close();
  }
}
