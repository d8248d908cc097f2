import { button, element } from './element.ts';
import { say } from './say.ts';

export interface TagText {
  tag: string;
  comment: string;
}

export interface TagDialog {
  readonly element: HTMLElement;
  ask: (title: string, before: TagText, save: (text: TagText) => void) => void;
}

const longestTag = 64;
const longestComment = 4000;

/** Asks for the tag of rows and a comment on them. */
export function tagDialog(): TagDialog {
  const title = element('h2', { id: 'tag-title' });
  const tag = element('input', { maxlength: String(longestTag), autocomplete: 'off', list: 'known-tags' });
  const comment = element('textarea', { rows: '4', maxlength: String(longestComment) });
  const known = element('datalist', { id: 'known-tags' });
  const used = new Set<string>();
  let save: (text: TagText) => void = () => undefined;
  const end = (text: TagText): void => {
    if (text.tag !== '') {
      used.add(text.tag);
    }
    dialog.close();
    save(text);
  };
  const form = element(
    'form',
    { method: 'dialog' },
    title,
    element('label', {}, say('tag'), tag),
    element('label', {}, say('comment'), comment),
    element('p', { class: 'note' }, say('tagNote')),
    known,
    element(
      'div',
      { class: 'dialog-buttons' },
      button(say('removeTag'), '', () => end({ tag: '', comment: '' })),
      button(say('cancel'), '', () => dialog.close()),
      element('button', { class: 'button primary' }, say('save')),
    ),
  );
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': title.id }, form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    end({ tag: tag.value.trim(), comment: comment.value.trim() });
  });
  comment.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
  return {
    element: dialog,
    ask: (words, before, take) => {
      save = take;
      title.textContent = words;
      tag.value = before.tag;
      comment.value = before.comment;
      known.replaceChildren(...[...used].map((value) => element('option', { value })));
      dialog.showModal();
      tag.select();
    },
  };
}
