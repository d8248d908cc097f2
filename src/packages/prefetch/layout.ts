/** Where a version has its fields: bytes from the beginning of the content. */
export interface PrefetchLayout {
  /** Of the information, which the list of loaded files follows at once. */
  informationEnd: number;
  lastRuns: { at: number; count: number };
  runCount: number;
  /** The image that ran, and how long its text is: offset and bytes. Older versions have none. */
  image?: number;
  /** Bytes of an entry for a volume. */
  volumeLength: number;
}

/** Windows XP and Server 2003. */
const version17: PrefetchLayout = {
  informationEnd: 152,
  lastRuns: { at: 120, count: 1 },
  runCount: 144,
  volumeLength: 40,
};

/** Windows Vista and 7. */
const version23: PrefetchLayout = {
  informationEnd: 240,
  lastRuns: { at: 128, count: 1 },
  runCount: 152,
  volumeLength: 104,
};

/** Windows 8 and 8.1. */
const version26: PrefetchLayout = {
  informationEnd: 304,
  lastRuns: { at: 128, count: 8 },
  runCount: 208,
  volumeLength: 104,
};

/** Windows 10 in its first years. */
const early30: PrefetchLayout = { ...version26, image: 220, volumeLength: 96 };

/** Windows 10 since 1903, and 11. */
const later30: PrefetchLayout = { ...early30, informationEnd: 296, runCount: 200, image: 212 };

/** The layouts of every version, the latest first. */
const layouts: Readonly<Record<number, readonly [PrefetchLayout, ...PrefetchLayout[]]>> = {
  17: [version17],
  23: [version23],
  26: [version26],
  30: [later30, early30],
  31: [later30, early30],
};

/**
 * The layout of a version; where there are several, the length of the information tells them apart.
 * @returns undefined when the version is not known; `isKnown` is false when its latest layout is a guess
 */
export function layoutOf(
  version: number,
  informationEnd: number,
): { layout: PrefetchLayout; isKnown: boolean } | undefined {
  const known = layouts[version];
  const layout = known?.find((candidate) => candidate.informationEnd === informationEnd);
  return layout ? { layout, isKnown: true } : known && { layout: known[0], isKnown: false };
}
