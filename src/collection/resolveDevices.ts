import type { DefenderClient } from '../defender/client.ts';
import { calledSo, type Machine } from '../defender/machine.ts';
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

/** The device with this id, else who is called so. */
function meant(text: string, machines: readonly Machine[]): Machine[] {
  const byId = machines.filter(({ id }) => id.toLowerCase() === text.toLowerCase());
  return byId.length > 0 ? byId : calledSo(machines, text, ({ computerDnsName }) => computerDnsName);
}
