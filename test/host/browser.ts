import { chromium, type Browser } from 'playwright-core';
import { ensureChromium } from './chromium.ts';

/** Starts Chromium without a display. It ends with us: its control pipe closes. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env, headless } = await ensureChromium();
  return chromium.launch({
    executablePath,
    env,
    // In a container there is often neither the right to a sandbox nor a shared memory of any size.
    args: [
      headless,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
    ],
  });
}
