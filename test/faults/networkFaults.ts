import type { Fetch } from '../../src/defender/http.ts';
import { redirect } from '../simulator/index.ts';
import { arrives, fails, half, type Fault, type Refusal } from './fault.ts';
import { cutAfter } from './partial.ts';
import {
  certificate,
  deafPort,
  holding,
  nameless,
  over,
  proxy,
  secure,
  secureName,
  trusting,
} from './secureHost.ts';
import type { Stage } from './stage.ts';

const day = 24 * 3_600_000;

/** How a host is reached from now on, given its origin. */
type Reach = (stage: Stage, origin: string) => Promise<Fetch>;

/** How it ends: as which error, and how often the package host is asked before. */
type Case = [fault: string, reach: Reach, refusal: Refusal | undefined, times: number];

const cases: Case[] = [
  ['has a certificate of a private authority that is known', behind(() => trusting(holding)), undefined, 1],
  [
    'has a certificate of a private authority that is not known',
    behind(() => trusting()),
    'NetworkError: certificate',
    1,
  ],
  [
    'has a certificate that has expired',
    behind((_port, shown) => trusting(shown), certificate(-2 * day, -day)),
    'NetworkError: certificate',
    1,
  ],
  [
    'has a certificate that does not hold yet',
    behind((_port, shown) => trusting(shown), certificate(day, 2 * day)),
    'NetworkError: certificate',
    1,
  ],
  [
    'has a certificate for another name',
    behind(() => trusting(holding), holding, 'localhost'),
    'NetworkError: certificate',
    1,
  ],
  ['does not speak TLS', untalking, 'NetworkError: interrupted', 4],
  ['is not listened at', deaf, 'NetworkError: refused', 4],
  ['has no name that can be found (ENOTFOUND)', unnamed('ENOTFOUND'), 'NetworkError: offline', 4],
  ['has no name that can be found for now (EAI_AGAIN)', unnamed('EAI_AGAIN'), 'NetworkError: offline', 4],
  ['is reached through a proxy', throughProxy(), undefined, 1],
  ['is behind a proxy that is not listened at', throughDeafProxy, 'NetworkError: refused', 4],
  [
    'is behind a proxy that asks for a password (407)',
    throughProxy('407 Proxy Authentication Required'),
    'NetworkError: proxy',
    1,
  ],
  ['is behind a proxy that forbids it (403)', throughProxy('403 Forbidden'), 'NetworkError: proxy', 1],
  [
    'is behind a proxy that does not reach it (502)',
    throughProxy('502 Bad Gateway'),
    'NetworkError: proxy',
    1,
  ],
];

/** Over `https:`, with an agent that may know the certificate. */
function behind(
  agentOf: (port: number, shown: typeof holding) => ReturnType<typeof trusting>,
  shown = holding,
  name?: string,
): Reach {
  return async (stage, origin) => {
    const port = await secure(stage, origin, shown);
    return over({ agent: agentOf(port, shown), ...(name !== undefined && { name }) }, port);
  };
}

/** The port of plain HTTP. */
function untalking(_stage: Stage, origin: string): Promise<Fetch> {
  return Promise.resolve(over({ agent: trusting(holding) }, Number(new URL(origin).port)));
}

async function deaf(): Promise<Fetch> {
  return over({ agent: trusting(holding) }, await deafPort());
}

function unnamed(code: 'ENOTFOUND' | 'EAI_AGAIN'): Reach {
  return () => Promise.resolve(over({ agent: nameless(code) }, 443));
}

function throughProxy(refusal?: string): Reach {
  return async (stage, origin) => {
    const port = await secure(stage, origin, holding);
    return over({ agent: trusting(holding, await proxy(stage, refusal)) }, port);
  };
}

async function throughDeafProxy(stage: Stage, origin: string): Promise<Fetch> {
  const port = await secure(stage, origin, holding);
  return over({ agent: trusting(holding, await deafPort()) }, port);
}

const packageHost = cases.map(([fault, reach, refusal, times]): Fault => {
  const from = Array.from({ length: times }, () => 0);
  return {
    where: 'The package host',
    fault,
    strike: async (stage) => {
      stage.fetch = await reach(stage, stage.setup.simulator.packageHost);
    },
    promise: refusal ? fails(refusal, { from }) : arrives({ from }),
  };
});

const api = cases.map(([fault, reach, refusal]): Fault => ({
  where: 'The API',
  fault,
  strike: async (stage) => {
    stage.apiFetch = await reach(stage, stage.setup.simulator.apiHost);
  },
  promise: refusal ? fails(refusal, { from: [], links: 0 }) : arrives(),
}));

export const networkFaults: Fault[] = [
  ...packageHost,
  ...api,
  {
    where: 'The package host',
    fault: 'redirects to another host, over https:, which has the package',
    strike: async (stage) => {
      const { packageHost: origin, links } = stage.setup.simulator;
      const port = await secure(stage, origin, holding);
      const secured = over({ agent: trusting(holding) }, port);
      const { pathname, search } = new URL(links.issue(stage.actionId));
      stage.hostOnce(redirect(`https://${secureName}:${port}${pathname}${search}`));
      const { fetch } = stage;
      stage.fetch = (url, request) => (url.startsWith('https:') ? secured : fetch)(url, request);
    },
    promise: arrives({ from: [0, 0] }),
  },
  {
    where: 'The proxy',
    fault: 'lets go of the connection in the middle of the transfer',
    strike: async (stage) => {
      const port = await secure(stage, stage.setup.simulator.packageHost, holding);
      let cut = (): void => undefined;
      const proxyPort = await proxy(stage, undefined, (tunnel) => {
        cut = () => tunnel.destroy();
      });
      stage.fetch = over({ agent: trusting(holding, proxyPort) }, port);
      // The rest would come, if the proxy let it.
      stage.hostOnce(cutAfter(stage, half));
      stage.when('transferring', () => cut(), half);
    },
    promise: arrives({ from: [0, half] }),
  },
  {
    where: 'The network',
    fault: 'changes in the middle of the transfer: names cannot be found for a while',
    strike: (stage) => {
      const { fetch } = stage;
      const lost = over({ agent: nameless('ENOTFOUND') }, 443);
      stage.hostOnce(cutAfter(stage, half));
      let asked = 0;
      stage.fetch = (url, request) => ([2, 3].includes(++asked) ? lost : fetch)(url, request);
    },
    promise: arrives({ from: [0, half, half, half] }),
  },
  {
    where: 'The network',
    fault: 'is gone from the middle of the transfer on',
    strike: (stage) => {
      const { fetch } = stage;
      const lost = over({ agent: nameless('ENOTFOUND') }, 443);
      stage.hostOnce(cutAfter(stage, half));
      let asked = 0;
      stage.fetch = (url, request) => (++asked > 1 ? lost : fetch)(url, request);
    },
    promise: fails('NetworkError: offline', { from: [0, half, half, half], keeps: half }),
  },
];
