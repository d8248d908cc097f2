import type { DefenderClient } from '../defender/client.ts';
import type { Machine } from '../defender/machine.ts';
import type { RequestPace } from './requestPace.ts';

/** A name of a list, and the devices that have it: none, one, or several, the newest seen first. */
export interface ResolvedName {
  name: string;
  machines: readonly Machine[];
}

/**
 * Asks the service which devices are meant by names, first parts of names, or ids.
 * @param onProgress told after each how many are done
 * @throws what the client throws; the signal's reason
 */
export async function resolveDevices(
  names: readonly string[],
  client: Pick<DefenderClient, 'searchMachines'>,
  {
    pace,
    signal,
    onProgress,
  }: { pace: RequestPace; signal: AbortSignal; onProgress: (done: number) => void },
): Promise<ResolvedName[]> {
  const resolved: ResolvedName[] = [];
  for (const name of names) {
    await pace.turn(signal);
    const machines = await client.searchMachines(name, { signal, isWhole: true });
    resolved.push({ name, machines: meant(name, machines) });
    onProgress(resolved.length);
  }
  return resolved;
}

/** Who has just this name; only where nobody has, who has it as the first part. */
function meant(text: string, machines: readonly Machine[]): Machine[] {
  const name = text.toLowerCase();
  const exact = machines.filter(
    ({ id, computerDnsName }) => id.toLowerCase() === name || computerDnsName.toLowerCase() === name,
  );
  return exact.length > 0
    ? exact
    : machines.filter(({ computerDnsName }) => computerDnsName.toLowerCase().startsWith(`${name}.`));
}
