import { element } from './element.ts';

export interface SplitterSetting {
  label: string;
  /** That of the line: a vertical one changes a width. */
  orientation: 'vertical' | 'horizontal';
  least: number;
  most: () => number;
  /** 1 when the part grows as the line moves to the right or down, -1 when it shrinks. */
  direction: 1 | -1;
  size: number;
  resize: (size: number) => void;
}

const step = 16;

/** A line between two parts of the window that mouse and arrow keys move. */
export function splitter(setting: SplitterSetting): HTMLElement {
  const { label, orientation, least, most, direction, resize } = setting;
  const isVertical = orientation === 'vertical';
  const line = element('div', {
    role: 'separator',
    class: `splitter ${orientation}`,
    tabindex: '0',
    'aria-label': label,
    'aria-orientation': orientation,
    'aria-valuemin': String(least),
  });
  let size = setting.size;
  let from = 0;
  const apply = (wanted: number): void => {
    size = Math.round(Math.max(least, Math.min(most(), wanted)));
    line.ariaValueNow = String(size);
    line.ariaValueMax = String(Math.round(most()));
    resize(size);
  };
  const at = ({ clientX, clientY }: PointerEvent): number => (isVertical ? clientX : clientY) * direction;
  line.addEventListener('pointerdown', (event) => {
    from = at(event) - size;
    line.setPointerCapture(event.pointerId);
  });
  line.addEventListener('pointermove', (event) => {
    if (line.hasPointerCapture(event.pointerId)) {
      apply(at(event) - from);
    }
  });
  line.addEventListener('keydown', (event) => {
    const sizes: Record<string, number> = {
      [isVertical ? 'ArrowLeft' : 'ArrowUp']: size - step * direction,
      [isVertical ? 'ArrowRight' : 'ArrowDown']: size + step * direction,
      Home: least,
      End: most(),
    };
    const wanted = sizes[event.key];
    if (wanted !== undefined) {
      event.preventDefault();
      apply(wanted);
    }
  });
  apply(size);
  return line;
}
