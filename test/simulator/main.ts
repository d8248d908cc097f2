import { parseArgs } from 'node:util';
import type { DeviceCollection, Simulator, SimulatorOptions } from './index.ts';
import { startSimulator } from './index.ts';

const usage = `Runs a simulated Defender tenant on 127.0.0.1 until it is interrupted.

  node test/simulator/main.ts [options]

  --port-base N          Entra ID on N, the API on N+1, the package host on N+2 (default: free ports)
  --actions N            machine actions in the tenant (default: 250)
  --auto-consent         the sign-in page submits itself
  --auto-device-code     device codes are approved at the second poll
  --package-bytes N      every package is a synthetic zip of N bytes
  --link-seconds N       how long a package link is valid (default: 60)
  --token-seconds N      how long an access token is valid (default: 3599)
  --pending-seconds N    how long a collection waits before it runs (default: 4)
  --running-seconds N    how long it runs from there (default: 12)
  --unseen-seconds N     how long a new action is not found (default: 0)
  --no-limits            no rate limits
  --certificate FOLDER   writes certificate.pem there and registers it
  --json                 prints one line of JSON instead of text
  --help                 prints this

A collection succeeds, except from ws-007.contoso.com (fails), ws-013.contoso.com (times out) and ws-021.contoso.com
(is cancelled). lnx-proxy-01 is refused for its system, kiosk-lobby for the version of its sensor.
`;

const collectionDevices: Record<string, DeviceCollection> = {
  'ws-007.contoso.com': { outcome: 'Failed' },
  'ws-013.contoso.com': { outcome: 'TimeOut' },
  'ws-021.contoso.com': { outcome: 'Cancelled' },
  'lnx-proxy-01': { refusal: 'OsPlatformNotSupported' },
  'kiosk-lobby': { refusal: 'ClientVersionNotSupported' },
};

const { values } = parseArgs({
  options: {
    'port-base': { type: 'string' },
    actions: { type: 'string' },
    'auto-consent': { type: 'boolean' },
    'auto-device-code': { type: 'boolean' },
    'package-bytes': { type: 'string' },
    'link-seconds': { type: 'string' },
    'token-seconds': { type: 'string' },
    'pending-seconds': { type: 'string' },
    'running-seconds': { type: 'string' },
    'unseen-seconds': { type: 'string' },
    'no-limits': { type: 'boolean' },
    certificate: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(usage);
} else {
  const simulator = await startSimulator(simulatorOptions());
  if (values.certificate !== undefined) {
    await simulator.clients.certificate.write(values.certificate);
  }
  process.stdout.write(values.json ? `${JSON.stringify(description(simulator))}\n` : text(simulator));
  const stop = (): void => {
    void simulator.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function simulatorOptions(): SimulatorOptions {
  const base = number('port-base');
  const given = {
    actions: number('actions'),
    packageBytes: number('package-bytes'),
    linkLifetimeSeconds: number('link-seconds'),
    tokenLifetimeSeconds: number('token-seconds'),
    ports: base === undefined ? undefined : { entra: base, api: base + 1, packages: base + 2 },
    limits: values['no-limits'] ? { general: false, packages: false } : undefined,
  };
  const collection = {
    pendingSeconds: number('pending-seconds'),
    runningSeconds: number('running-seconds'),
    visibleAfterSeconds: number('unseen-seconds'),
  };
  return {
    ...defined(given),
    collection: { ...defined(collection), devices: collectionDevices },
    autoConsent: values['auto-consent'] ?? false,
    deviceCodeApproval: values['auto-device-code'] ? 'automatic' : 'manual',
  };
}

/** Without what was not given, so that the simulator's own defaults hold. */
function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function number(name: Exclude<keyof typeof values, 'certificate'>): number | undefined {
  const value = values[name];
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'string' || !/^\d+$/.test(value)) {
    throw new RangeError(`--${name} takes a whole number, not ${String(value)}.`);
  }
  return Number(value);
}

function connections(simulator: Simulator): object[] {
  return [
    simulator.connection('browser', 'Contoso'),
    simulator.connection('deviceCode', 'Contoso (device code)'),
    simulator.connection('clientSecret', 'Contoso (app)'),
    ...(values.certificate === undefined
      ? []
      : [simulator.connection('certificate', 'Contoso (certificate)')]),
  ];
}

function description(simulator: Simulator): object {
  const { authority, apiHost, packageHost, tenantId, scope, clients, users } = simulator;
  return {
    authority,
    apiHost,
    packageHost,
    tenantId,
    scope,
    clients,
    users,
    connections: connections(simulator),
  };
}

function text(simulator: Simulator): string {
  const { authority, apiHost, packageHost, tenantId, scope, clients, users } = simulator;
  const rows = [
    ['Entra ID', authority],
    ['Defender API', apiHost],
    ['Package host', packageHost],
    ['Tenant', tenantId],
    ['Scope', scope],
    ['Public client', clients.publicClientId],
    ['Confidential client', clients.confidential.clientId],
    ['  its secret', clients.confidential.clientSecret],
    [
      'Users',
      Object.values(users)
        .map(({ username }) => username)
        .join(', '),
    ],
    ['Device codes', `${authority}/devicelogin`],
  ].map(([label = '', value = '']) => `${label.padEnd(22)}${value}\n`);
  const setting = { 'defenderMachineActions.connections': connections(simulator) };
  return `${rows.join('')}\nUser settings:\n${JSON.stringify(setting, undefined, 2)}\n\nCtrl-C ends it.\n`;
}
