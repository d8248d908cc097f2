/**
 * What a volume's drive letter follows from: the letter's listing has the serial number of the volume; or several paths
 * on the volume are seen with the letter, too, none with another one, and none of another volume with this one.
 */
export type LetterEvidence = 'serial' | 'paths';

export interface LetteredPath {
  readonly path: string;
  readonly evidence: LetterEvidence;
}

/** Paths of the package, as they stand. */
export interface SeenPaths {
  /** With a device in front, as in `\Device\HarddiskVolume3\Windows`. */
  readonly onDevices: Iterable<string>;
  /** Texts with paths in them that have a drive letter. */
  readonly withLetters: Iterable<string>;
}

/** Fewer paths may be on several volumes by chance. */
const enoughPaths = 2;
const onDevice = /^(\\device\\[^\\]+)(\\.+)$/i;
const onVolume = /^\\volume\{[\da-f]+-([\da-f]{8})\}(\\.+)$/i;
const lettered = /(?<![A-Za-z])([A-Za-z]:)(\\[^"*?<>|:\r\n]{1,400}?\.(?:exe|dll|com|sys|scr))(?![\w.])/gi;
const longestText = 4000;

/** The drive letters of volumes, where the package proves them. */
export class VolumeLetters {
  /** By serial number; empty where several letters have it. */
  readonly #bySerial = new Map<string, string>();
  /** Serial numbers by device; empty where there are several. */
  readonly #serials = new Map<string, string>();
  readonly #seen: () => SeenPaths;
  #byPaths: ReadonlyMap<string, string> | undefined;

  /**
   * @param listed serial numbers (`1A2B-3C4D`) with the drive letters (`C:`) that they were listed for
   * @param seen asked for when a path needs it
   */
  constructor(listed: Iterable<readonly [serial: string, letter: string]>, seen: () => SeenPaths) {
    this.#seen = seen;
    for (const [serial, letter] of listed) {
      addOnly(this.#bySerial, plainSerial(serial), letter.toUpperCase());
    }
  }

  /** A device is the volume of a serial number. */
  learn(device: string, serial: string): void {
    addOnly(this.#serials, device.toLowerCase(), plainSerial(serial));
  }

  /** @returns undefined for a path on no device, and where nothing proves the letter */
  withLetter(path: string): LetteredPath | undefined {
    const [, ownSerial = '', below = ''] = onVolume.exec(path) ?? [];
    if (ownSerial !== '') {
      return this.#lettered(this.#bySerial.get(plainSerial(ownSerial)), below, 'serial');
    }
    const [, device = '', rest = ''] = onDevice.exec(path) ?? [];
    if (device === '') {
      return undefined;
    }
    const serial = this.#serials.get(device.toLowerCase());
    const bySerial = this.#lettered(this.#bySerial.get(serial ?? '-'), rest, 'serial');
    if (bySerial) {
      return bySerial;
    }
    this.#byPaths ??= lettersByPaths(this.#seen());
    const letter = this.#byPaths.get(device.toLowerCase());
    // A letter whose volume has another serial number is another volume's.
    const isOther = serial !== undefined && [...this.#bySerial.values()].includes(letter ?? '');
    return isOther ? undefined : this.#lettered(letter, rest, 'paths');
  }

  #lettered(letter: string | undefined, below: string, evidence: LetterEvidence): LetteredPath | undefined {
    return letter ? { path: letter + below, evidence } : undefined;
  }
}

function addOnly(map: Map<string, string>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? value) === value ? value : '');
}

function plainSerial(serial: string): string {
  return serial.replace('-', '').toUpperCase();
}

function lettersByPaths({ onDevices, withLetters }: SeenPaths): Map<string, string> {
  const letters = new Map<string, Set<string>>();
  for (const text of withLetters) {
    for (const [, letter = '', below = ''] of text.slice(0, longestText).matchAll(lettered)) {
      const key = below.toLowerCase();
      letters.set(key, (letters.get(key) ?? new Set()).add(letter.toUpperCase()));
    }
  }
  /** By device, then by letter: the paths that both have. */
  const shared = new Map<string, Map<string, Set<string>>>();
  for (const path of onDevices) {
    const [, device = '', below = ''] = onDevice.exec(path.toLowerCase()) ?? [];
    for (const letter of letters.get(below) ?? []) {
      const ofDevice = shared.get(device) ?? new Map<string, Set<string>>();
      shared.set(device, ofDevice);
      ofDevice.set(letter, (ofDevice.get(letter) ?? new Set()).add(below));
    }
  }
  const claims = [...shared].flatMap(([device, ofDevice]) =>
    [...ofDevice].map(([letter, paths]) => ({ device, letter, count: paths.size })),
  );
  const isOnly = (key: 'device' | 'letter', value: string) =>
    claims.filter((claim) => claim[key] === value).length === 1;
  return new Map(
    claims
      .filter(
        ({ device, letter, count }) =>
          count >= enoughPaths && isOnly('device', device) && isOnly('letter', letter),
      )
      .map(({ device, letter }) => [device, letter]),
  );
}
