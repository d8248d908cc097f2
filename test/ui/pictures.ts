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
  'package-overview': { x: 333, y: 62, width: 1225, height: 420 },
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

/**
 * What a page runs: a picture as WebP in place of PNG, both in base64. Colours of single pixels, such as the edges of
 * letters, are rounded to 16 shades of red, green and blue, which nobody sees and which saves a third.
 */
const encode = `async (png) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext('2d');
  drawing.drawImage(bitmap, 0, 0);
  const image = drawing.getImageData(0, 0, width, height);
  const colours = new Uint32Array(image.data.buffer);
  const counts = new Map();
  for (const colour of colours) {
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  colours.forEach((colour, at) => {
    if (counts.get(colour) < colours.length / 1000) {
      for (let part = 4 * at; part < 4 * at + 3; part++) {
        image.data[part] = Math.round(image.data[part] / 17) * 17;
      }
    }
  });
  drawing.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 });
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}`;

/** A picture without the blur of lossy ones, which takes a third of what it would as PNG. */
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
