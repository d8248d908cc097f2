import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { underLock } from './installLock.ts';
import { cacheRoot, childEnvironment } from './paths.ts';

export interface InstalledChromium {
  executablePath: string;
  /** The environment it runs in: where its fonts and, if need be, its libraries are. */
  env: Record<string, string>;
  /** The switch that puts it into its mode without a display. */
  headless: '--headless' | '--headless=shell';
}

const run = promisify(execFile);
const packageFolder = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');

/** Unpacks the Chromium of the npm package, once; `CHROMIUM_PATH` names another one to use instead. */
export async function ensureChromium(): Promise<InstalledChromium> {
  const folder = await unpack();
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const other = process.env.CHROMIUM_PATH;
  if (other !== undefined && other !== '') {
    return { executablePath: other, env: environment(fonts), headless: '--headless' };
  }
  const executablePath = join(folder, 'chromium');
  const libraries = { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  const env = environment((await starts(executablePath, environment(fonts))) ? fonts : libraries);
  return { executablePath, env, headless: '--headless=shell' };
}

async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cacheRoot, `chromium-${version}`);
  await underLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) {
      return;
    }
    // The package knows one place to unpack to, the folder for temporary files. Giving it one of its own, in a process
    // of its own, keeps users of one machine out of each other's way.
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const script = `import chromium, { inflate } from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))};
      await chromium.executablePath();
      await inflate(${JSON.stringify(join(packageFolder, 'bin', 'al2023.tar.br'))});`;
    await run(process.execPath, ['--input-type=module', '--eval', script], {
      env: childEnvironment({ TMPDIR: draft }),
    });
    await writeFile(join(draft, 'fonts.conf'), fontConfiguration(folder));
    await rename(draft, folder);
  });
  return folder;
}

async function starts(executablePath: string, env: Record<string, string>): Promise<boolean> {
  return run(executablePath, ['--version'], { env }).then(
    () => true,
    () => false,
  );
}

function environment(extra: Record<string, string>): Record<string, string> {
  const all = Object.entries({ ...childEnvironment(), ...extra });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The package's font for texts on every machine, so that windows and pictures look alike; the machine's for the rest. */
function fontConfiguration(folder: string): string {
  const prefer = (kind: string, ...families: string[]): string =>
    `  <match><test name="family"><string>${kind}</string></test><edit name="family" mode="prepend" binding="strong">` +
    `${families.map((family) => `<string>${family}</string>`).join('')}</edit></match>`;
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `  <dir>${join(folder, 'fonts')}</dir>`,
    '  <dir>/usr/share/fonts</dir>',
    '  <dir>/usr/local/share/fonts</dir>',
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    prefer('sans-serif', 'Open Sans'),
    prefer('system-ui', 'Open Sans'),
    prefer('monospace', 'DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono'),
    '</fontconfig>',
    '',
  ].join('\n');
}
