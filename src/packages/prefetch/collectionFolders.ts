const folder = /\\CollectedData\\\{?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-f])/i;

/**
 * The collections of investigation packages that a program worked for: the collector's tools write into
 * `CollectedData\<GUID>`, a folder for each.
 * @param paths of files and directories, in any case
 * @returns GUIDs in lower case, each once, as they come
 */
export function collectionsIn(paths: Iterable<string>): string[] {
  const guids = new Set<string>();
  for (const path of paths) {
    const guid = folder.exec(path)?.[1];
    if (guid !== undefined) {
      guids.add(guid.toLowerCase());
    }
  }
  return [...guids];
}
