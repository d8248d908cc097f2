import type { CollectionSettings } from './tenant/collections.ts';
import { collectionSettings } from './tenant/collections.ts';

export interface SimulatorOptions {
  /** Ports on 127.0.0.1; 0, the default, takes a free one. */
  ports?: { entra?: number; api?: number; packages?: number };
  /** The clock, in milliseconds, of tokens, links and rate limits. */
  now?: () => number;
  /** How many machine actions the tenant has. */
  actions?: number;
  /** The sign-in page submits itself, as single sign-on would. */
  autoConsent?: boolean;
  /** `automatic`: the second poll of a device code succeeds. */
  deviceCodeApproval?: 'manual' | 'automatic';
  tokenLifetimeSeconds?: number;
  /** Whether a client assertion may be sent only once. MSAL sends the same one until it nears its end. */
  refuseReplayedAssertions?: boolean;
  linkLifetimeSeconds?: number;
  /** Whether the link stands in quotes within its JSON string; `alternate` differs from action to action. */
  quotedLinks?: 'alternate' | 'always' | 'never';
  linkShape?: 'alternate' | 'token' | 'sas';
  /** Every package is a synthetic zip of exactly this size. */
  packageBytes?: number;
  /** Actions that the list returns when no `$top` is given. */
  pageSize?: number;
  /** Which of the service's rate limits hold. */
  limits?: { general?: boolean; packages?: boolean };
  /** How the collections go that are asked for through the API: 4 s pending, then 12 s to success. */
  collection?: Partial<CollectionSettings>;
}

export type CompleteOptions = Required<
  Omit<SimulatorOptions, 'ports' | 'limits' | 'packageBytes' | 'collection'>
> & {
  readonly ports: Required<NonNullable<SimulatorOptions['ports']>>;
  readonly limits: Required<NonNullable<SimulatorOptions['limits']>>;
  readonly packageBytes: number | undefined;
  readonly collection: CollectionSettings;
};

export function withDefaults(options: SimulatorOptions): CompleteOptions {
  return {
    now: Date.now,
    actions: 250,
    autoConsent: false,
    deviceCodeApproval: 'manual',
    tokenLifetimeSeconds: 3599,
    refuseReplayedAssertions: false,
    linkLifetimeSeconds: 60,
    quotedLinks: 'alternate',
    linkShape: 'alternate',
    pageSize: 10_000,
    ...options,
    packageBytes: options.packageBytes,
    ports: { entra: 0, api: 0, packages: 0, ...options.ports },
    collection: collectionSettings(options.collection),
    limits: { general: true, packages: true, ...options.limits },
  };
}
