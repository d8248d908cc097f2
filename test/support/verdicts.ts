import { readPackage, type PackageMember } from '../../src/packages/packageReading.ts';
import type { PackageVerdict } from '../../src/packages/verdict/packageVerdict.ts';

export const guid = '0f0e0d0c-1111-4222-8333-444455556666';
export const folder = `C:\\Windows\\Temp\\CollectedData\\${guid}`;

/** A summary of commands, one a second. */
export function summary(
  ...commands: (readonly [name: string, line: string, status?: string, error?: string])[]
): string {
  const rows = commands.map(
    ([name, line, status = 'Completed', error = '0'], at) =>
      `[2025-08-07T13:01:5${at % 10}Z],${name},"${line.replaceAll('"', '""')}",${status},${error}`,
  );
  return `\ufeffCurrent Time,Command Name,Command Line,Status,hError\r\n${rows.join('\r\n')}\r\n`;
}

/** @param members texts by their paths */
export function verdictOf(members: Record<string, string>): PackageVerdict {
  const list: PackageMember[] = Object.entries(members).map(([path, text]) => {
    const bytes = Buffer.from(text);
    return { path, size: bytes.length, bytes };
  });
  return readPackage(list).verdict;
}

export const summaryName = 'Forensics Collection Summary.csv';
/** The end of a command that writes to a file. */
export const into = (file: string) => `> "${folder}\\${file}"`;
export const query = (key: string) =>
  `cmd /c reg.exe QUERY "${key}" /s >> "${folder}\\Autoruns\\Autoruns.txt"`;
