/**
 * Control characters, and those that turn the direction of writing or take no room: with them a device could be
 * given a name that reads as another one's.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from the service as it is: what cannot be seen is shown as its code point, such as `\u202e`. */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}

/** The same where VS Code would draw `$(name)` as an icon or `[text](address)` as a link. */
export function plainText(text: string): string {
  return visibleText(text).replaceAll('$(', '$ (').replaceAll('](', '] (');
}
