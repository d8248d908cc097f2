/** Pixels that a pointer has to go before it drags what it was pressed on. */
const farEnough = 5;

/**
 * Lets the parts of a row or a list be dragged to one another's places. The place is shown meanwhile; Escape ends it.
 * @param parts selector of what can be dragged
 */
export function dragParts(
  place: HTMLElement,
  parts: string,
  drop: (part: HTMLElement, target: HTMLElement) => void,
): void {
  let part: HTMLElement | undefined;
  let target: HTMLElement | undefined;
  let [startX, startY] = [0, 0];
  let isDragged = false;

  const partOf = (inner: EventTarget | null) =>
    (inner instanceof Element && place.contains(inner) && inner.closest<HTMLElement>(parts)) || undefined;
  const aimAt = (other: HTMLElement | undefined): void => {
    target?.classList.remove('drop-before', 'drop-behind');
    target = other === part ? undefined : other;
    if (part && target) {
      const isBehind = part.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
      target.classList.add(isBehind ? 'drop-behind' : 'drop-before');
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  };
  const end = (): void => {
    aimAt(undefined);
    part?.classList.remove('dragged');
    part = undefined;
  };

  place.addEventListener('pointerdown', (event) => {
    end();
    part = event.button === 0 ? partOf(event.target) : undefined;
    [startX, startY, isDragged] = [event.clientX, event.clientY, false];
  });
  place.addEventListener('pointermove', ({ clientX, clientY, pointerId, buttons }) => {
    if (buttons === 0) {
      end();
    } else if (part && (isDragged || Math.hypot(clientX - startX, clientY - startY) >= farEnough)) {
      isDragged = true;
      part.setPointerCapture(pointerId);
      part.classList.add('dragged');
      aimAt(partOf(document.elementFromPoint(clientX, clientY)));
    }
  });
  place.addEventListener('pointerup', () => {
    const [from, to] = [part, target];
    end();
    if (from && to) {
      drop(from, to);
    }
  });
  place.addEventListener('pointercancel', end);
  place.addEventListener('keydown', (event) => {
    if (part && event.key === 'Escape') {
      end();
      event.stopPropagation();
    }
  });
  // The click that ends a dragging is none.
  place.addEventListener(
    'click',
    (event) => {
      if (isDragged && event.detail > 0) {
        event.stopPropagation();
      }
    },
    true,
  );
}
