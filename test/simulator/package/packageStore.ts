import { runsWindows } from '../tenant/devices.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { describeCollection } from './collectedHost.ts';
import type { PackageContent } from './content.ts';
import { contentOfBytes } from './content.ts';
import { syntheticPackage } from './syntheticPackage.ts';
import { unixPackageMembers } from './unixPackage.ts';
import { windowsPackageMembers } from './windowsPackage.ts';
import { zipOf } from './zip.ts';

const megabyte = 1_000_000;
const sizes = [1, 1, 2, 1, 5, 1, 2, 1, 2, 20].map((size) => size * megabyte);
const keptPackages = 6;

// Packages tell of a fixed past instead of the tenant's moving one: only so are their bytes the same on every start.
const collectedUntil = Date.UTC(2026, 0, 20, 16, 0, 0);

/** The packages of a tenant's actions, made when first asked for. */
export class PackageStore {
  readonly #tenant: Tenant;
  readonly #syntheticBytes: number | undefined;
  readonly #made = new Map<string, Promise<PackageContent>>();

  /** With `syntheticBytes`, every package is a synthetic one of that size. */
  constructor(tenant: Tenant, syntheticBytes?: number) {
    this.#tenant = tenant;
    this.#syntheticBytes = syntheticBytes;
  }

  contentOf(actionId: string): Promise<PackageContent> {
    const key = actionId.toLowerCase();
    const content = this.#made.get(key) ?? this.#make(key);
    this.#made.delete(key);
    this.#made.set(key, content);
    const [eldest] = this.#made.keys();
    if (eldest !== undefined && this.#made.size > keptPackages) {
      this.#made.delete(eldest);
    }
    return content;
  }

  async #make(actionId: string): Promise<PackageContent> {
    if (this.#syntheticBytes !== undefined) {
      return syntheticPackage(this.#syntheticBytes);
    }
    const action = this.#tenant.action(actionId);
    const device = this.#tenant.device(action.machineId);
    if (device === undefined) {
      throw new RangeError(`The tenant has no device ${action.machineId}.`);
    }
    const age = this.#tenant.startedAtMs - Math.floor(Date.parse(action.creationDateTimeUtc));
    const startedAt = new Date(Math.floor((collectedUntil - age) / 1000) * 1000);
    const collection = describeCollection(device, action.id, startedAt);
    const members = runsWindows(device)
      ? windowsPackageMembers(collection, sizeOf(actionId))
      : unixPackageMembers(collection, sizeOf(actionId), device.osPlatform === 'macOS');
    return contentOfBytes(await zipOf(members, startedAt), startedAt);
  }
}

function sizeOf(actionId: string): number {
  return sizes[parseInt(actionId.slice(0, 6), 16) % sizes.length] ?? megabyte;
}
