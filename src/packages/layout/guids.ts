const pattern = /CollectedData[\\/]+\{?([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/gi;

/** The GUIDs of all collections whose working folder a text names, in lower case and in their order. */
export function collectionGuids(text: string): string[] {
  const found = new Set<string>();
  for (const [, guid = ''] of text.matchAll(pattern)) {
    found.add(guid.toLowerCase());
  }
  return [...found];
}
