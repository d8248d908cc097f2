import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../host/paths.ts';

/** What the rows of a list take that goes on by *Load More*, in a process of its own. */
export async function benchLoadMore(): Promise<string[]> {
  const program = join(repositoryRoot, 'test/support/measuredRows.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);
  const { rows, tenantRows, bytes } = JSON.parse(stdout) as MeasuredRows;
  const perThousand = (bytes / rows) * 1000;
  return [
    `a tenant with ${tenantRows} actions: ${rows} rows by pages of 100 take ${(perThousand / 1e6).toFixed(2)} MB for 1,000 rows`,
  ];
}

export interface MeasuredRows {
  /** Actions of the tenant, rows that were loaded, and bytes that they keep. */
  tenantRows: number;
  rows: number;
  bytes: number;
}
