import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether the tool that everybody has is here, too. */
export function isUnzipThere(): Promise<boolean> {
  return promisify(execFile)('unzip', ['-v']).then(
    () => true,
    () => false,
  );
}
