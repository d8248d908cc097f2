import { ByteBudget } from '../cabinet/byteBudget.ts';
import type { Cabinet, CabinetFile } from '../cabinet/cabinet.ts';
import { fileContent, readCabinetFile } from '../cabinet/cabinetContent.ts';
import { openCabinet } from '../cabinet/openCabinet.ts';
import { first, later, type Table } from '../table/table.ts';
import type { NamedMember } from './namedMembers.ts';
import type { OpenedPackage } from './openedPackage.ts';
import { ListTable } from './tables/listTable.ts';
import { cabinetFaultWords } from './words/programWords.ts';

/** Between the name of a cabinet and that of a file in it. */
export const within = '!/';
/** Bytes that are unpacked of a cabinet at a time: those of a file, and those before it that it depends on. */
const mostBytes = 512 * 1024 * 1024;

/** A cabinet of the package with what is in it. */
export class SupportCabinet {
  readonly name: string;
  readonly cabinet: Cabinet;
  /** In words. */
  readonly faults: readonly string[];

  private constructor(name: string, cabinet: Cabinet, memberFaults: readonly string[]) {
    this.name = name;
    this.cabinet = cabinet;
    this.faults = [...memberFaults, ...new Set(cabinet.faults.map(cabinetFaultWords))];
  }

  /** @throws the signal's reason */
  static async open(
    opened: OpenedPackage,
    member: NamedMember,
    signal: AbortSignal,
  ): Promise<SupportCabinet> {
    const { bytes } = await opened.readWhole(member, signal);
    return new SupportCabinet(member.name, openCabinet(bytes), opened.faultsOf(member.name));
  }

  /** The name that a file has among the members of the package. */
  nameOf(file: CabinetFile): string {
    return `${this.name}${within}${file.name}`;
  }

  file(name: string): CabinetFile | undefined {
    return this.cabinet.files.find((file) => this.nameOf(file) === name);
  }

  /** A file with what is wrong with it, in words. */
  read(file: CabinetFile): { bytes: Uint8Array; faults: string[] } {
    const { bytes, faults } = readCabinetFile(this.cabinet, file, new ByteBudget(mostBytes));
    return { bytes, faults: faults.map(cabinetFaultWords) };
  }

  /** A file piece by piece, with a rest for the thread between them. */
  async *pieces(file: CabinetFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (const piece of fileContent(this.cabinet, file, {
      budget: new ByteBudget(mostBytes),
      faults: [],
    })) {
      signal.throwIfAborted();
      yield piece;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get table(): Table {
    const methodOf = ({ folder }: CabinetFile) =>
      folder === undefined ? '' : (this.cabinet.folders[folder]?.method ?? '');
    return new ListTable<CabinetFile>(
      'supportFiles',
      [
        { column: first('name'), text: ({ name }) => name },
        { column: first('size', 'size'), text: ({ size }) => String(size) },
        {
          column: first('modified', 'time'),
          text: ({ modifiedAt }) => modifiedAt ?? '',
          number: () => NaN,
          proof: () => 'unproven',
        },
        { column: later('method'), text: methodOf },
        { column: later('attributes'), text: ({ attributes }) => attributes.join(', ') },
      ],
      this.cabinet.files,
      { source: (file) => ({ member: this.nameOf(file), offset: 0, line: 0 }) },
    );
  }
}
