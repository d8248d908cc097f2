/** What is strange about a member's name, and would be dangerous where names are trusted. */
export type NameMark =
  | 'empty'
  | 'parentFolder' // a part of it is `..`
  | 'absolute' // it begins with a slash of either kind
  | 'drive' // it begins with a letter and a colon
  | 'backslash' // it has backslashes, which some programs take for slashes
  | 'nul'
  | 'control' // control characters other than NUL
  | 'bidi' // characters that turn the direction of writing
  | 'invisible' // other characters that show nothing
  | 'encoding'; // it is said to be UTF-8, and is none

/** Names as nearly all of them are. */
const plain = /^(?!\/)(?!.*\.\.)[ -9;-[\]-~]+$/;

const patterns: readonly (readonly [NameMark, RegExp])[] = [
  ['empty', /^$/],
  ['parentFolder', /(^|[\\/])\.\.([\\/]|$)/],
  ['absolute', /^[\\/]/],
  ['drive', /^[a-z]:/i],
  ['backslash', /\\/],
  ['nul', /\0/],
  ['control', /[\u0001-\u001f\u007f-\u009f]/],
  ['bidi', /\p{Bidi_Control}/u],
  ['invisible', /(?!\p{Bidi_Control})[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u],
  ['encoding', /\ufffd/],
];

const none: readonly NameMark[] = [];

export function nameMarks(name: string): readonly NameMark[] {
  if (plain.test(name)) {
    return none;
  }
  return patterns.filter(([, pattern]) => pattern.test(name)).map(([mark]) => mark);
}

/** The same for names that Windows, or a reader's eye, takes for one. */
export function foldedName(name: string): string {
  const slashed = name.includes('\\') ? name.replaceAll('\\', '/') : name;
  // Most names have one normal form, and asking for it takes longer than everything else here.
  return (/[^\0-\u007f]/.test(slashed) ? slashed.normalize('NFC') : slashed).toLowerCase();
}
