const context = document.createElement('canvas').getContext('2d');

/** How wide a text is in the window's font, in pixels. */
export function textWidth(text: string): number {
  if (!context) {
    return text.length * 7;
  }
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  context.font = `${fontSize} ${fontFamily}`;
  return Math.ceil(context.measureText(text).width);
}
