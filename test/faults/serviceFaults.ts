import {
  answer,
  apiError,
  htmlPage,
  json,
  redirect,
  replaceJson,
  reset,
  resetAfter,
  throttled,
  type Respond,
} from '../simulator/index.ts';
import { arrives, fails, type Fault, type Refusal } from './fault.ts';
import type { ApiStep, Stage } from './stage.ts';

const unasked = { from: [], links: 0 };

/** How the service's refusals are named. */
const refusals: [status: number, code: string, reason: Refusal][] = [
  [401, 'Unauthorized', 'DefenderError: unauthorized'],
  [403, 'Forbidden', 'DefenderError: forbidden'],
  [404, 'ResourceNotFound', 'DefenderError: notFound'],
  [410, 'Gone', 'DefenderError: badRequest'],
  [416, 'InvalidRange', 'DefenderError: badRequest'],
  [500, 'InternalServerError', 'DefenderError: server'],
  [502, 'BadGateway', 'DefenderError: server'],
  [503, 'ServiceUnavailable', 'DefenderError: server'],
  [504, 'GatewayTimeout', 'DefenderError: server'],
];

/** How often a link is asked for when every request is answered so: a token is renewed once, a server asked thrice. */
const linksAsked = (status: number): number => (status === 401 ? 2 : status >= 500 ? 3 : 1);

/** Every answer of a step is a refusal. */
function refused(step: ApiStep): Fault[] {
  return refusals.map(([status, code, reason]) => ({
    where: step,
    fault: `answers ${status}`,
    strike: (stage: Stage) => stage.api(step, apiError(status, code, 'A fault.')),
    promise:
      step === 'getMachineAction'
        ? fails(reason, { ...unasked, data: { status } })
        : status === 404
          ? fails('AcquisitionError: packageGone', { from: [] })
          : fails(reason, { from: [], links: linksAsked(status), data: { status } }),
  }));
}

/** One request is refused, and the next one is not. */
function refusedOnce(step: ApiStep): Fault[] {
  const links = step === 'getPackageUri' ? 2 : 1;
  const passing: [words: string, respond: Respond][] = [
    ...[500, 502, 503, 504].map((status) => [`answers ${status} once`, answer(status)] as [string, Respond]),
    ['answers 429 once, with Retry-After: 7', throttled('7')],
    ['answers 401 once, and takes the renewed token', answer(401)],
    ['resets the connection once', reset()],
    ['breaks off in the middle of its answer once', resetAfter(10)],
  ];
  return passing.map(([fault, respond]) => ({
    where: step,
    fault,
    strike: (stage: Stage) => stage.api(step, respond, 1),
    promise: arrives({ links }),
  }));
}

function unusable(step: ApiStep): Fault[] {
  const asked = step === 'getPackageUri' ? { from: [], links: 1 } : unasked;
  const each: [fault: string, respond: Respond, reason: Refusal, links?: number][] = [
    ['answers with the page of a web gateway', htmlPage(), 'DefenderError: badResponse'],
    ['redirects to a page to sign in', redirect('https://portal.example/'), 'DefenderError: redirected'],
    ['answers 404 without words', answer(404), 'DefenderError: routeNotFound'],
    [
      'answers with other JSON',
      json(200, []),
      step === 'getPackageUri' ? 'DefenderError: badLink' : 'DefenderError: badResponse',
    ],
    ['answers 429 with Retry-After: 7200', throttled('7200'), 'DefenderError: throttled'],
    ['resets every connection', reset(), 'NetworkError: interrupted', 3],
  ];
  return [
    ...each.map(([fault, respond, reason, links]) => ({
      where: step,
      fault,
      strike: (stage: Stage) => stage.api(step, respond),
      promise: fails(reason, { ...asked, ...(links !== undefined && step === 'getPackageUri' && { links }) }),
    })),
    {
      where: step,
      fault: 'gives no answer for a minute',
      strike: silent(step),
      promise: fails('NetworkError: timeout', asked),
    },
  ];
}

/** The answer comes when nobody waits for it any more. */
function silent(step: ApiStep): Fault['strike'] {
  return (stage) => {
    const over = Promise.withResolvers<unknown>();
    stage.api(step, async (_request, real) => {
      void stage.setup.clock.advance(60_000);
      await over.promise;
      return real();
    });
    return () => over.resolve(undefined);
  };
}

const actions: [fault: string, changes: object, reason: Refusal][] = [
  ['says that the collection still runs', { status: 'InProgress' }, 'AcquisitionError: notReady'],
  ['says that the collection failed', { status: 'Failed' }, 'AcquisitionError: collectionFailed'],
  ['says that it was no collection', { type: 'Isolate' }, 'AcquisitionError: notACollection'],
];

const badLinks: [fault: string, value: unknown][] = [
  ['gives no link', ''],
  ['gives a link over plain http:', 'http://files.example/x.zip'],
  ['gives a link with a password in it', 'https://user:word@files.example/x.zip'],
];

export const serviceFaults: Fault[] = [
  ...refused('getMachineAction'),
  ...refusedOnce('getMachineAction'),
  ...unusable('getMachineAction'),
  ...actions.map(([fault, changes, reason]): Fault => ({
    where: 'getMachineAction',
    fault,
    strike: (stage) =>
      stage.api(
        'getMachineAction',
        replaceJson((action) => ({ ...(action as object), ...changes })),
      ),
    promise: fails(reason, unasked),
  })),
  ...refused('getPackageUri'),
  ...refusedOnce('getPackageUri'),
  ...unusable('getPackageUri'),
  ...badLinks.map(([fault, value]): Fault => ({
    where: 'getPackageUri',
    fault,
    strike: (stage) =>
      stage.api(
        'getPackageUri',
        replaceJson((body) => ({ ...(body as object), value })),
      ),
    promise: fails('DefenderError: badLink', { from: [] }),
  })),
  {
    where: 'getPackageUri',
    fault: 'answers 429 every time, with Retry-After: 40',
    strike: (stage) => stage.api('getPackageUri', throttled('40')),
    promise: fails('DefenderError: throttled', { from: [], links: 3 }),
  },
  {
    where: 'getPackageUri',
    fault: 'finds the token revoked since the action was read',
    strike: (stage) =>
      stage.api(
        'getMachineAction',
        async (_request, real) => {
          const reply = await real();
          stage.setup.simulator.accessTokens.revokeAll();
          return reply;
        },
        1,
      ),
    promise: arrives({ links: 2 }),
  },
];
