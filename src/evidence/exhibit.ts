import type { DefenderClient, LinkOptions } from '../defender/client.ts';
import type { MachineAction } from '../defender/machineAction.ts';
import type { PackageLink } from '../defender/packageLink.ts';
import type { AcquisitionError } from './acquisitionError.ts';
import type { RecordedCommand } from './acquisitionRecord.ts';
import { whyNoPackage, whyPackageIsMissing } from './collectionState.ts';
import { resultExhibit } from './liveResponseResult.ts';
import { packageName } from './packageName.ts';

/** What an acquisition asks the service. */
export type AcquisitionClient = Pick<
  DefenderClient,
  'getMachineAction' | 'getPackageUri' | 'getLiveResponseResultLink'
>;

/** Something that can be acquired of a machine action: what tells it from anything else that can. */
export interface Exhibit {
  /** Its file's name, which says by its end what it has to be. */
  readonly name: string;
  /** What its record says besides: which command it is the result of. */
  readonly command?: RecordedCommand;
  requestLink(client: AcquisitionClient, options: LinkOptions): Promise<PackageLink>;
  /** Why the service has no such thing although the state of the action did not speak against it. */
  whyMissing(now: number, cause: unknown): AcquisitionError;
}

/**
 * @param commandIndex of the live response command whose result is meant; undefined for the investigation package
 * @param now milliseconds since 1970
 * @throws AcquisitionError when the state of the action alone says that it cannot be had
 */
export function exhibitOf(action: MachineAction, commandIndex: number | undefined, now: number): Exhibit {
  if (commandIndex !== undefined) {
    return resultExhibit(action, commandIndex);
  }
  const refusal = whyNoPackage(action, now);
  if (refusal) {
    throw refusal;
  }
  return {
    name: packageName(action),
    requestLink: (client, options) => client.getPackageUri(action.id, options),
    whyMissing: (then, cause) => whyPackageIsMissing(action, then, cause),
  };
}
