import type { Table } from '../../table/table.ts';
import type { MemberText } from '../../text/memberText.ts';
import { RegistryTable } from './registryTable.ts';

export interface RegistryKey {
  /** In full, as in `HKEY_LOCAL_MACHINE\SOFTWARE\…`. */
  readonly path: string;
  /** The user whose part of the registry it is in: a SID, or `.DEFAULT`; empty for the machine. */
  readonly sid: string;
  /** Behind the hive, and the user. */
  readonly location: string;
  /** Behind `…\Services\`, for keys of services and drivers. */
  readonly belowServices: string | undefined;
}

export interface RegistryValue {
  readonly key: RegistryKey;
  readonly name: string;
  /** `REG_SZ` and the like. */
  readonly type: string;
  /** With line breaks where it takes several lines. */
  readonly data: string;
  /** Of the dump's table. */
  readonly row: number;
  readonly text: MemberText;
  readonly line: number;
}

/** What a key holds, as far as it stands together in a dump. */
export interface KeyWithValues {
  readonly key: RegistryKey;
  readonly values: readonly RegistryValue[];
}

/** What a query for a key brought. */
export type KeyAnswer = 'data' | 'empty' | 'missing';

/** What `reg.exe QUERY … /s` wrote, for one key or for many in a row. */
export interface RegistryDump {
  /** A row for each value, and one for each key without any. */
  readonly table: Table;
  readonly keys: readonly RegistryKey[];
  readonly values: readonly RegistryValue[];
  /** The same values by their keys, in the order of the dump: most questions are about the key. */
  readonly byKey: readonly KeyWithValues[];
  /** What stands between the keys, in whatever language: errors, and how many matches there were. */
  readonly messages: readonly string[];
  /** Ignoring case, for a key in its full or its short form (`HKLM\…`). */
  answer(key: string): KeyAnswer;
}

const indent = '    ';
const keptMessages = 1000;
const hives: Readonly<Partial<Record<string, string>>> = {
  hklm: 'hkey_local_machine',
  hku: 'hkey_users',
  hkcu: 'hkey_current_user',
  hkcr: 'hkey_classes_root',
  hkcc: 'hkey_current_config',
};

/** Lower case, with the hive's name in full. */
export function plainKey(key: string): string {
  const lower = key.toLowerCase();
  const hiveEnd = lower.indexOf('\\');
  const hive = hiveEnd < 0 ? lower : lower.slice(0, hiveEnd);
  let end = lower.length;
  while (end > hive.length && lower.charCodeAt(end - 1) === backslash) {
    end--;
  }
  return (hives[hive] ?? hive) + lower.slice(hive.length, end);
}

const backslash = 0x5c;

export function readRegistry(texts: readonly MemberText[]): RegistryDump {
  const reader = new RegistryReader();
  for (const text of texts) {
    reader.read(text);
  }
  return reader;
}

class RegistryReader implements RegistryDump {
  readonly table = new RegistryTable();
  readonly values: RegistryValue[] = [];
  readonly byKey: { key: RegistryKey; values: RegistryValue[] }[] = [];
  readonly messages: string[] = [];
  readonly keys: RegistryKey[] = [];
  /** Names and types come again and again. */
  readonly #words = new Map<string, string>();
  /** Made when the first one is asked for. */
  #plainKeys: { readonly path: string; readonly hasValues: boolean }[] | undefined;
  readonly #emptyKeys: string[] = [];

  read(text: MemberText): void {
    let key: { key: RegistryKey; line: number; values: RegistryValue[] } | undefined;
    let value: { data: string } | undefined;
    let blankLines = 0;
    const endKey = () => {
      if (key?.values.length === 0) {
        this.table.add({ key: key.key, text, line: key.line });
        this.#emptyKeys.push(key.key.path);
      }
      value = undefined;
      blankLines = 0;
    };
    for (let line = 0; line < text.lineCount; line++) {
      const content = text.line(line);
      if (content.startsWith('HKEY_')) {
        endKey();
        key = { key: readKey(content), line, values: [] };
        this.keys.push(key.key);
        continue;
      }
      const parts = key && content.startsWith(indent) ? valueParts(content) : undefined;
      if (key && parts) {
        value = this.#addValue(key, parts, text, line);
        blankLines = 0;
      } else if (content.trim() === '') {
        blankLines++;
      } else if (value && (content.startsWith(' ') || blankLines === 0)) {
        value.data += '\n'.repeat(blankLines + 1) + content;
        blankLines = 0;
      } else if (content.startsWith(' ')) {
        this.table.unparsed.add(text, line);
      } else if (this.messages.length < keptMessages) {
        this.messages.push(content.slice(0, 1000));
      }
    }
    endKey();
  }

  /** A key has content when it has a value, or a key below it. */
  answer(key: string): KeyAnswer {
    this.#plainKeys ??= [
      ...this.byKey.map((each) => ({ path: plainKey(each.key.path), hasValues: true })),
      ...this.#emptyKeys.map((path) => ({ path: plainKey(path), hasValues: false })),
    ];
    const asked = plainKey(key);
    let answer: KeyAnswer = 'missing';
    for (const { path, hasValues } of this.#plainKeys) {
      const isBelow = path.charCodeAt(asked.length) === backslash;
      if ((isBelow || path.length === asked.length) && path.startsWith(asked)) {
        if (isBelow || hasValues) {
          return 'data';
        }
        answer = 'empty';
      }
    }
    return answer;
  }

  /** @returns the value, whose data may go on */
  #addValue(
    at: { key: RegistryKey; values: RegistryValue[] },
    { name, type, data }: { name: string; type: string; data: string },
    text: MemberText,
    line: number,
  ): { data: string } {
    const { key, values } = at;
    const row = this.table.rowCount;
    const value = { key, name: this.#once(name), type: this.#once(type), data, row, text, line };
    if (values.length === 0) {
      this.byKey.push({ key, values });
    }
    values.push(value);
    this.values.push(value);
    this.table.add(value);
    return value;
  }

  #once(word: string): string {
    const known = this.#words.get(word);
    if (known === undefined) {
      this.#words.set(word, word);
    }
    return known ?? word;
  }
}

const servicesKey = /^SYSTEM\\(?:CurrentControlSet|ControlSet\d{3})\\Services\\/i;

function readKey(path: string): RegistryKey {
  const hive = path.indexOf('\\');
  const isOfUser = path.slice(0, Math.max(0, hive)).toUpperCase() === 'HKEY_USERS';
  const user = isOfUser ? path.indexOf('\\', hive + 1) : hive;
  const location = user < 0 ? '' : path.slice(user + 1);
  const services = isOfUser ? null : servicesKey.exec(location);
  return {
    path,
    sid: isOfUser ? path.slice(hive + 1, user < 0 ? undefined : user) : '',
    location,
    belowServices: services ? location.slice(services[0].length) : undefined,
  };
}

/** Four spaces, the name, four spaces, the type, four spaces, the data. A name may hold spaces. */
function valueParts(line: string): { name: string; type: string; data: string } | undefined {
  const typeAt = line.indexOf(`${indent}REG_`, indent.length);
  if (typeAt < 0) {
    return undefined;
  }
  const start = typeAt + indent.length;
  const end = line.indexOf(' ', start);
  const type = end < 0 ? line.slice(start) : line.slice(start, end);
  const data = end < 0 ? '' : line.slice(end + (line.startsWith(indent, end) ? indent.length : 1));
  return { name: line.slice(indent.length, typeAt), type, data };
}
