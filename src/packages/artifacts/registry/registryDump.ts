import type { MemberText } from '../../text/memberText.ts';
import { KeyAnswers, plainKey, type KeyAnswer } from './keyAnswers.ts';
import { serviceOf, type RegistryKey } from './registryKey.ts';
import { indent, RegistryTable } from './registryTable.ts';

export interface RegistryValue {
  readonly name: string;
  /** `REG_SZ` and the like. */
  readonly type: string;
  readonly data: string;
  readonly line: number;
}

const keptMessages = 1000;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** What `reg.exe QUERY … /s` wrote, for one key or for many in a row. */
export class RegistryDump {
  /** A row for each value, and one for each key without any. */
  readonly table = new RegistryTable();
  /** Keys with values, as far as these stand together in the dump. Most questions are about the key. */
  readonly keysOfServices: ReadonlyMap<string, readonly RegistryKey[]>;
  readonly otherKeys: readonly RegistryKey[];
  /** Of all keys that are in a user's part of the registry, as they are written. */
  readonly sids: ReadonlySet<string>;
  readonly keyCount: number;
  readonly valueCount: number;
  /** What stands between the keys, in whatever language: errors, and how many matches there were. */
  readonly messages: readonly string[];
  readonly #emptyKeys: readonly string[];
  #answers: KeyAnswers | undefined;

  constructor(texts: readonly MemberText[]) {
    const reader = new RegistryReader(this.table);
    for (const text of texts) {
      reader.read(text);
    }
    const { services, others, sids, emptyKeys, messages } = reader;
    this.keysOfServices = services;
    this.otherKeys = others;
    this.sids = sids;
    this.valueCount = this.table.rowCount - emptyKeys.length;
    this.keyCount = reader.keyCount;
    this.messages = messages;
    this.#emptyKeys = emptyKeys;
  }

  values(key: RegistryKey): RegistryValue[] {
    const { table } = this;
    return Array.from({ length: key.endRow - key.firstRow }, (_, at) => {
      const row = key.firstRow + at;
      return {
        name: table.name(key, row),
        type: table.type(key, row),
        data: table.data(key, row),
        line: table.line(row),
      };
    });
  }

  /** Ignoring case, for a key in its full or its short form (`HKLM\…`). */
  answer(key: string): KeyAnswer {
    const service = serviceOf(plainKey(key));
    if (service !== undefined) {
      return new KeyAnswers(pathsOf(this.keysOfServices.get(service) ?? []), this.#emptyKeys).of(key);
    }
    // Nearly all keys are of services: of what is above them, one key of each says as much as all.
    this.#answers ??= new KeyAnswers(
      pathsOf([...Array.from(this.keysOfServices.values(), ([firstKey]) => firstKey), ...this.otherKeys]),
      this.#emptyKeys,
    );
    return this.#answers.of(key);
  }
}

function pathsOf(keys: readonly (RegistryKey | undefined)[]): string[] {
  return keys.flatMap((key) => key?.path ?? []);
}

/** Goes through the lines without cutting them out of their text. */
class RegistryReader {
  readonly services = new Map<string, RegistryKey[]>();
  readonly others: RegistryKey[] = [];
  readonly sids = new Set<string>();
  readonly emptyKeys: string[] = [];
  readonly messages: string[] = [];
  keyCount = 0;
  readonly #table: RegistryTable;
  #service = { name: '', keys: [] as RegistryKey[] };

  constructor(table: RegistryTable) {
    this.#table = table;
  }

  read(text: MemberText): void {
    const all = text.text;
    const table = this.#table;
    let key: RegistryKey | undefined;
    let isInValue = false;
    let blankLines = 0;
    let typeAt = -1;
    const endKey = () => {
      if (key && key.endRow > key.firstRow) {
        this.#keep(key);
      } else if (key) {
        table.addEmpty(key);
        this.emptyKeys.push(key.path);
      }
      isInValue = false;
      blankLines = 0;
    };
    const { lineCount } = text;
    for (let line = 0, start = 0, next = 0; line < lineCount; line++, start = next) {
      next = text.lineStart(line + 1);
      const begin = all.charCodeAt(start);
      if (begin === lineFeed || begin === carriageReturn) {
        // Nothing but a line break, or returns before it, which are none of a line's content.
        if (text.lineEnd(line) === start) {
          blankLines++;
          continue;
        }
      } else if (all.startsWith('HKEY_', start)) {
        endKey();
        key = table.addKey(text, line);
        this.keyCount++;
        this.sids.add(key.sid);
        continue;
      }
      if (key && begin === space && all.startsWith(indent, start)) {
        if (typeAt < start + indent.length && typeAt !== all.length) {
          typeAt = typeFrom(all, start + indent.length);
        }
        // Four spaces, the name, four spaces, the type, four spaces, the data. A name may hold spaces.
        if (typeAt < next) {
          table.addValue(key, line, typeAt + indent.length);
          isInValue = true;
          blankLines = 0;
          continue;
        }
      }
      const content = text.line(line);
      if (content.trim() === '') {
        blankLines++;
      } else if (isInValue && (content.startsWith(' ') || blankLines === 0)) {
        table.addLines('\n'.repeat(blankLines + 1) + content);
        blankLines = 0;
      } else if (content.startsWith(' ')) {
        table.unparsed.add(text, line);
      } else if (this.messages.length < keptMessages) {
        this.messages.push(content.slice(0, 1000));
      }
    }
    endKey();
  }

  #keep(key: RegistryKey): void {
    const { belowServices } = key;
    if (belowServices === undefined) {
      this.others.push(key);
      return;
    }
    const end = belowServices.indexOf('\\');
    const name = end < 0 ? belowServices : belowServices.slice(0, end);
    // Keys of a service follow each other.
    if (name !== this.#service.name) {
      const id = name.toLowerCase();
      const keys = this.services.get(id) ?? [];
      this.services.set(id, keys);
      this.#service = { name, keys };
    }
    this.#service.keys.push(key);
  }
}

/** @returns where the next type begins, with the spaces before it in front; the length of the text where there is none */
function typeFrom(text: string, start: number): number {
  // Letters are found quickly, spaces are everywhere.
  let at = text.indexOf('REG_', start + indent.length);
  while (at >= 0 && !text.startsWith(indent, at - indent.length)) {
    at = text.indexOf('REG_', at + 1);
  }
  return at < 0 ? text.length : at - indent.length;
}
