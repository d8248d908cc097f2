import {
  Disposable,
  EventEmitter,
  FilePermission,
  FileSystemError,
  FileType,
  type FileStat,
  type FileSystemProvider,
  type Uri,
} from 'vscode';
import { readSourceUri, sourceUri, type AskPackage } from './sourceDocuments.ts';

export const bytesScheme = 'defender-package-bytes';

/** Members of packages as they are, for editors of other extensions. Nothing can be written, and nothing is listed. */
export class SourceBytes implements FileSystemProvider {
  readonly #ask: AskPackage;
  readonly onDidChangeFile = new EventEmitter<never>().event;

  constructor(ask: AskPackage) {
    this.#ask = ask;
  }

  static uriOf(packagePath: string, member: string): Uri {
    return sourceUri(bytesScheme, packagePath, member);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { length } = await this.readFile(uri);
    return { type: FileType.File, ctime: 0, mtime: 0, size: length, permissions: FilePermission.Readonly };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const { packagePath, member } = readSourceUri(uri);
    const answer = await this.#ask(packagePath, { kind: 'bytes', member }).catch((error: unknown) => {
      throw FileSystemError.Unavailable((error as Error).message);
    });
    if (!answer.bytes) {
      throw FileSystemError.Unavailable(uri);
    }
    return answer.bytes;
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(): never {
    throw FileSystemError.FileNotADirectory();
  }

  createDirectory(): never {
    throw FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw FileSystemError.NoPermissions();
  }

  delete(): never {
    throw FileSystemError.NoPermissions();
  }

  rename(): never {
    throw FileSystemError.NoPermissions();
  }
}
