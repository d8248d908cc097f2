import type { CollectedHost, Collection } from './collectedHost.ts';
import { csvRow, lines } from './text.ts';

export interface Program {
  readonly name: string;
  readonly version: string;
  readonly vendor: string;
  readonly productCode: string;
  readonly installedOn: string;
}

const known = [
  ['Microsoft Edge', 'Microsoft Corporation', '139.0.3405.86'],
  ['Microsoft 365 Apps for enterprise - en-us', 'Microsoft Corporation', '16.0.19029.20136'],
  ['Microsoft Visual C++ 2022 X64 Additional Runtime - 14.42.34438', 'Microsoft Corporation', '14.42.34438'],
  ['Microsoft Visual C++ 2022 X64 Minimum Runtime - 14.42.34438', 'Microsoft Corporation', '14.42.34438'],
  ['Microsoft Update Health Tools', 'Microsoft Corporation', '5.72.0.0'],
  ['7-Zip 24.09 (x64 edition)', 'Igor Pavlov', '24.09.00.0'],
  ['Contoso VPN Client', 'Contoso, Ltd.', '6.2.1140'],
  ['Contoso Print Portal', 'Contoso, Ltd.', '3.0.18'],
  ['Fabrikam Time Sheet, "Classic"', 'Fabrikam, Inc.', '11.4.2'],
  ['Northwind Remote Support', 'Northwind Traders', '15.58.7'],
  ['Adatum PDF Reader', 'A. Datum Corporation', '25.001.20531'],
  ['Litware Größenrechner', 'Litware GmbH', '2.1.0'],
] as const;

const columns = [
  'Name',
  'Version',
  'Vendor',
  'InstallDate',
  'IdentifyingNumber',
  'InstallSource',
  'PackageName',
];

export function programsOf(host: CollectedHost): Program[] {
  const random = host.choices('programs');
  return known
    .filter((_, at) => at < 3 || random.chance(0.75))
    .map(([name, vendor, version]) => ({
      name,
      vendor,
      version,
      productCode: `{${random.guid().toUpperCase()}}`,
      installedOn: `2025${String(random.integer(1, 12)).padStart(2, '0')}${String(random.integer(1, 28)).padStart(2, '0')}`,
    }));
}

/** Without a byte order mark, and with PowerShell's type line on top. */
export function installedProgramsCsv({ host }: Collection): string {
  const rows = programsOf(host).map(({ name, version, vendor, installedOn, productCode }) =>
    csvRow([
      name,
      version,
      vendor,
      installedOn,
      productCode,
      'C:\\Windows\\ccmcache\\',
      `${name.split(' ')[0] ?? ''}.msi`,
    ]),
  );
  return lines('#TYPE Selected.Microsoft.Management.Infrastructure.CimInstance', csvRow(columns), rows);
}

/** What `reg.exe QUERY` says of an uninstall key: its programs, or that there is none. */
export function uninstallKey(collection: Collection, key: string, exists: boolean): string {
  if (!exists) {
    return lines(collection.host.locale.words.registryError);
  }
  return programsOf(collection.host)
    .map(({ name, version, vendor, productCode }) =>
      lines(
        '',
        `${key}\\${productCode}`,
        `    DisplayName    REG_SZ    ${name}`,
        `    DisplayVersion    REG_SZ    ${version}`,
        `    Publisher    REG_SZ    ${vendor}`,
        '    WindowsInstaller    REG_DWORD    0x1',
        '    EstimatedSize    REG_DWORD    0x3f2a',
      ),
    )
    .join('');
}
