import { createHash } from 'node:crypto';
import { ApiService } from './api/service.ts';
import type { Clients } from './clients.ts';
import { describeClients } from './clients.ts';
import type { ConnectionSetting, SignIn } from './connection.ts';
import { AccessTokens } from './entra/accessTokens.ts';
import { DeviceCodes } from './entra/deviceCodes.ts';
import { defenderResources, Directory } from './entra/directory.ts';
import type { User } from './entra/directory.ts';
import { RefreshTokens } from './entra/refreshTokens.ts';
import { EntraService } from './entra/service.ts';
import type { RecordedRequest } from './http/exchange.ts';
import { Faults } from './http/faults.ts';
import { listen } from './http/listener.ts';
import type { Surroundings } from './http/listener.ts';
import type { SimulatorOptions } from './options.ts';
import { withDefaults } from './options.ts';
import type { PackageContent } from './package/content.ts';
import { liveResponseResult } from './package/liveResponseResult.ts';
import { PackageStore } from './package/packageStore.ts';
import { PackageLinks } from './packageHost/links.ts';
import { PackageService } from './packageHost/service.ts';
import type { CollectionSettings } from './tenant/collections.ts';
import { Tenant } from './tenant/tenant.ts';

export { signInAs, cancelSignIn } from './browser.ts';
export { writeCertificate } from './entra/certificate.ts';
/** Must never be found in what the code under test writes, apart from its secret storage. */
export { secretMarker } from './entra/secrets.ts';
export * from './http/faultResponses.ts';
export type { ConnectionSetting, SignIn } from './connection.ts';
export type { User } from './entra/directory.ts';
export type { RecordedRequest, Reply, Service, ServiceRequest } from './http/exchange.ts';
export type { FaultRule, Faults, Respond } from './http/faults.ts';
export type { SimulatorOptions } from './options.ts';
export type {
  CollectionCourse,
  CollectionOutcome,
  CollectionSettings,
  DeviceCollection,
} from './tenant/collections.ts';
export type { Device } from './tenant/devices.ts';
export type { Machine } from './tenant/machine.ts';
export type { LiveResponseCommand, MachineAction } from './tenant/machineAction.ts';
export type { Tenant } from './tenant/tenant.ts';

export interface Simulator {
  /** Origin of Entra ID. */
  readonly authority: string;
  readonly apiHost: string;
  readonly packageHost: string;
  readonly tenantId: string;
  readonly scope: string;
  readonly clients: Clients;
  readonly users: Directory['users'];
  readonly tenant: Tenant;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** Access tokens; their lifetime can be changed, and all of them revoked. */
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly deviceCodes: DeviceCodes;
  readonly links: PackageLinks;
  /** How the next collections go; change it at will. */
  readonly collection: CollectionSettings;
  /** An access token without a sign-in, for tests of what comes after: the analyst's unless told otherwise. */
  accessToken(how?: TokenWish): string;
  /** What a complete download of an action's package comes to. */
  packageDigest(actionId: string): Promise<Digest>;
  /** What a complete download of a live response command's result comes to. */
  resultDigest(actionId: string, commandIndex: number): Digest;
  connection(signIn: SignIn, name?: string): ConnectionSetting;
  close(): Promise<void>;
}

export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface TokenWish {
  readonly user?: User;
  /** A confidential client gets a token of its own, without a user. */
  readonly clientId?: string;
  readonly resource?: string;
  readonly lifetimeSeconds?: number;
}

/** Starts a Defender tenant on loopback: Entra ID, the API and the package host, each on a port of its own. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const complete = withDefaults(options);
  const { now, ports } = complete;
  const directory = new Directory();
  const tenant = new Tenant(complete.actions, now(), complete);
  const accessTokens = new AccessTokens(directory, complete.tokenLifetimeSeconds, now);
  const refreshTokens = new RefreshTokens();
  const approver = complete.deviceCodeApproval === 'automatic' ? directory.users.analyst : undefined;
  const deviceCodes = new DeviceCodes(approver, now);
  const store = new PackageStore(tenant, complete.packageBytes);
  const linkStyle = {
    lifetimeSeconds: complete.linkLifetimeSeconds,
    quoted: complete.quotedLinks,
    shape: complete.linkShape,
  };
  const links: PackageLinks = new PackageLinks(linkStyle, () => packages.origin, now);
  const surroundings: Surroundings = { requests: [], faults: new Faults(), now };

  const resultOf = (id: string, index: number): PackageContent =>
    liveResponseResult(tenant.action(id), index);
  const packageService = new PackageService({
    links,
    contentOf: ({ actionId, commandIndex }) =>
      commandIndex === undefined ? store.contentOf(actionId) : resultOf(actionId, commandIndex),
    now,
  });
  const apiService = new ApiService({
    tenant,
    directory,
    tokens: accessTokens,
    links,
    now,
    pageSize: complete.pageSize,
    limits: complete.limits,
  });
  const entraService = new EntraService({
    directory,
    accessTokens,
    refreshTokens,
    deviceCodes,
    autoConsent: complete.autoConsent,
    refuseReplayedAssertions: complete.refuseReplayedAssertions,
    now,
  });
  const packages = await listen(
    'packages',
    ports.packages,
    (request) => packageService.answer(request),
    surroundings,
  );
  const api = await listen('api', ports.api, (request) => apiService.answer(request), surroundings);
  const entra = await listen('entra', ports.entra, (request) => entraService.answer(request), surroundings);

  const clients = describeClients(directory);
  const resource = defenderResources[0] ?? '';
  const scope = `${resource}/.default`;
  const hosts = { apiHost: api.origin, authority: entra.origin };
  return {
    ...hosts,
    packageHost: packages.origin,
    tenantId: directory.tenantId,
    scope,
    clients,
    users: directory.users,
    tenant,
    requests: surroundings.requests,
    faults: surroundings.faults,
    accessTokens,
    refreshTokens,
    deviceCodes,
    links,
    collection: complete.collection,
    accessToken({ user = directory.users.analyst, clientId, ...how } = {}) {
      const client = clientId === undefined ? directory.clients.public : directory.client(clientId);
      if (client === undefined) {
        throw new RangeError(`No client is called ${String(clientId)}.`);
      }
      const onBehalfOf = client.kind === 'public' ? user : undefined;
      return accessTokens.issue(client, onBehalfOf, how.resource ?? resource, how.lifetimeSeconds);
    },
    packageDigest: async (actionId) => digestOf(await store.contentOf(actionId)),
    resultDigest: (actionId, commandIndex) => digestOf(resultOf(actionId, commandIndex)),
    connection: (signIn, name = 'Contoso') => ({
      name,
      tenantId: directory.tenantId,
      cloud: 'custom',
      signIn,
      ...hosts,
      scope,
      ...clientOf(signIn, clients),
    }),
    async close() {
      await Promise.all([entra.close(), api.close(), packages.close()]);
    },
  };
}

function digestOf({ size, read }: PackageContent): Digest {
  const hash = createHash('sha256');
  for (const chunk of read(0, size)) {
    hash.update(chunk);
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

function clientOf(signIn: SignIn, clients: Clients): Pick<ConnectionSetting, 'clientId' | 'certificatePath'> {
  switch (signIn) {
    case 'browser':
    case 'deviceCode':
      return { clientId: clients.publicClientId };
    case 'clientSecret':
      return { clientId: clients.confidential.clientId };
    case 'certificate': {
      const { clientId, path } = clients.certificate;
      if (path === undefined) {
        throw new Error('Write a certificate first: clients.certificate.write(folder).');
      }
      return { clientId, certificatePath: path };
    }
  }
}
