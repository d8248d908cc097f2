import { catalogueEntry } from './catalogue.ts';
import type { ArtifactSource } from './packageArtifact.ts';
import { artifactTitle, groupTitle } from './words/artifactWords.ts';

/** What is said of an artifact of the catalogue, of which there are data. */
export function catalogueArtifact(id: string): Omit<ArtifactSource, 'load'> {
  return {
    id,
    title: artifactTitle(id),
    group: groupTitle(catalogueEntry(id)?.group ?? 'files'),
    state: 'data',
  };
}
