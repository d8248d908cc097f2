import { chromium, type Browser } from 'playwright-core';
import { ensureChromium } from './chromium.ts';

/**
 * Starts Chromium without a display. It ends with us: its control pipe closes. A program that tidies up itself when it
 * is interrupted says so with `ownSignals`; Playwright would end it before it has.
 */
export async function launchBrowser({ ownSignals = false } = {}): Promise<Browser> {
  const { executablePath, env, headless } = await ensureChromium();
  return chromium.launch({
    executablePath,
    env,
    handleSIGINT: !ownSignals,
    handleSIGTERM: !ownSignals,
    handleSIGHUP: !ownSignals,
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
