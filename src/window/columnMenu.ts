import type { ColumnView } from '../packages/reading/messages.ts';
import { dragParts } from './dragParts.ts';
import { element } from './element.ts';
import { say } from './say.ts';
import { showText } from './visibleText.ts';

export interface ColumnMenu {
  readonly element: HTMLElement;
  /** @param columns all that there are, in their order */
  show: (columns: readonly ColumnView[], shown: readonly string[]) => void;
}

/** A menu of the columns that there are, in which those are ticked that are shown. They can be moved in it. */
export function columnMenu(
  change: (shown: string[]) => void,
  move: (column: string, target: string) => void,
  reset: () => void,
): ColumnMenu {
  const opener = element(
    'button',
    { type: 'button', class: 'button', 'aria-haspopup': 'menu' },
    say('columns'),
  );
  const menu = element('div', { role: 'menu', class: 'menu', 'aria-label': say('columns') });
  const place = element('div', { class: 'menu-place' }, opener, menu);
  let all: readonly ColumnView[] = [];
  let ticked = new Set<string>();
  let items: HTMLElement[] = [];

  const setOpen = (isOpen: boolean): void => {
    menu.hidden = !isOpen;
    opener.ariaExpanded = String(isOpen);
  };
  const close = (): void => {
    setOpen(false);
    opener.focus();
  };
  const newItem = (role: string, text: string, press: (item: HTMLElement) => void): HTMLElement => {
    const item = element('div', { role, class: 'menu-item', tabindex: '-1' });
    showText(item, text);
    item.addEventListener('click', () => press(item));
    return item;
  };
  const columnItem = ({ id, title }: ColumnView): HTMLElement => {
    const item = newItem('menuitemcheckbox', title, () => {
      if (!ticked.delete(id)) {
        ticked.add(id);
      }
      item.ariaChecked = String(ticked.has(id));
      change(all.map((column) => column.id).filter((each) => ticked.has(each)));
    });
    item.ariaChecked = String(ticked.has(id));
    item.title = say('moveKeys');
    return item;
  };
  const open = (focused = 0): void => {
    const last = newItem('menuitem', say('resetColumns'), () => {
      close();
      reset();
    });
    items = [...all.map(columnItem), last];
    menu.replaceChildren(...items);
    last.before(element('div', { role: 'separator', class: 'menu-line' }));
    setOpen(true);
    items[focused]?.focus();
  };
  const idAt = (item: HTMLElement | undefined) => all[items.findIndex((each) => each === item)]?.id;
  const moveItem = (item: HTMLElement | undefined, target: HTMLElement | undefined): void => {
    const id = idAt(item);
    if (id !== undefined) {
      move(id, idAt(target) ?? id);
      open(all.findIndex((column) => column.id === id));
    }
  };

  opener.addEventListener('click', () => (menu.hidden ? open() : close()));
  place.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && place.contains(relatedTarget))) {
      setOpen(false);
    }
  });
  menu.addEventListener('keydown', (event) => {
    const { key } = event;
    const at = items.findIndex((item) => item === document.activeElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const next = steps[key];
    if (next !== undefined && event.shiftKey && (event.ctrlKey || event.metaKey)) {
      moveItem(items[at], items.at(next));
    } else if (next !== undefined) {
      items.at(next % items.length)?.focus();
    } else if (key === 'Enter' || key === ' ') {
      items[at]?.click();
    } else if (key === 'Escape') {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  dragParts(menu, '[role=menuitemcheckbox]', moveItem);
  setOpen(false);
  return {
    element: place,
    show: (columns, shown) => {
      all = columns;
      ticked = new Set(shown);
    },
  };
}
