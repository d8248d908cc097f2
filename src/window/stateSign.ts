import type { CollectionState } from '../packages/reading/messages.ts';
import { element } from './element.ts';

const signs: Record<CollectionState, string> = {
  // Circles, which the style sheet draws: fonts differ too much in them.
  data: '',
  sourceEmpty: '',
  sourceMissing: '',
  failed: '×',
  absent: '–',
  neverAsked: '?',
};

/** For the eye alone: its state stands in words beside it, or in the name of what it is part of. */
export function stateSign(state: CollectionState): HTMLElement {
  return element('span', { class: `sign ${state}`, 'aria-hidden': 'true' }, signs[state]);
}
