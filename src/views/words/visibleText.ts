/**
 * Control characters, and those that turn the direction of writing, take no room or show nothing: with them a device
 * could be given a name that reads as another one's. What only colours an emoji may stay behind it.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}|(?<!\p{Extended_Pictographic})\ufe0f/gu;

/** Text from the service as it is: what cannot be seen is shown as its code point, `\u202e` or `\u{e0041}`. */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
  });
}

/** The same where VS Code would draw `$(name)` as an icon or `[text](address)` as a link. */
export function plainText(text: string): string {
  return visibleText(text).replaceAll('$(', '$ (').replaceAll('](', '] (');
}
