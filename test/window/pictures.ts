import { mkdir } from 'node:fs/promises';
import { FakeHost } from './fakeHost.ts';
import { WindowStage } from './shownWindow.ts';
import { emptyTable, firewallLog, hostileTable, securityLog, services } from './tables.ts';
import type { ThemeName } from './themes.ts';

// Takes pictures of the window in VS Code's themes, for the eye to judge: `node test/window/pictures.ts <folder>`.

const [folder = 'out/window-pictures'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
process.env.WINDOW_PICTURES = folder;

const stage = await WindowStage.set();
try {
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    await takePictures(theme);
  }
} finally {
  await stage.close();
}

async function takePictures(theme: ThemeName): Promise<void> {
  const host = new FakeHost([services(), securityLog(), firewallLog(), emptyTable(), hostileTable()]);
  const window = await stage.open(host, { theme });
  const { page } = window;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await window.picture(`${theme}-overview`);
  await window.open(/^Services/);
  await window.cell(4, 4).click();
  await page.getByRole('heading', { name: 'Row 4' }).waitFor();
  await window.picture(`${theme}-services`);
  await window.open(/^Security events/);
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByLabel('Filter Event').fill('4625');
  await page.waitForTimeout(400);
  await window.header('Time (UTC)').click({ position: { x: 30, y: 10 } });
  await window.rest();
  await window.cell(3, 1).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('t');
  await page.keyboard.type('brute force');
  await page.getByLabel('Comment').fill('See case 042');
  await window.picture(`${theme}-tag`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForTimeout(300);
  await window.picture(`${theme}-events`);
  await page.getByLabel('Search all artifacts').fill('svchost -anna');
  await page.waitForTimeout(700);
  await page.getByRole('button', { name: 'Move Below' }).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await window.picture(`${theme}-search`);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear Search' }).click();
  await window.open(/^Temp files/);
  await window.cell(6, 3).click();
  await page.waitForTimeout(300);
  await window.picture(`${theme}-hostile`);
  await window.close();
}
