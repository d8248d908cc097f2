import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { DefenderError } from '../../src/defender/defenderError.ts';
import { NetworkError } from '../../src/defender/networkError.ts';
import { AcquisitionError } from '../../src/evidence/acquisitionError.ts';
import { wordsOf, type Failure, type Fault, type Row } from './fault.ts';
import { Stage, type Attempted } from './stage.ts';
import {
  assertComplete,
  assertFinalName,
  assertLeft,
  assertNoSecret,
  type Left,
  type Place,
} from './traces.ts';

/** The test of a fault: an attempt that meets it, and one after it. */
export function rowOf(fault: Fault): Row {
  return {
    title: `${fault.where} ${fault.fault}`,
    promise: wordsOf(fault.promise),
    prove: async () => {
      const stage = await Stage.start(fault.setup);
      try {
        await prove(stage, fault);
      } catch (error) {
        // What still waits for the fault to end would keep the connections open. What else fails then is no news.
        await stage.lift().catch(() => undefined);
        await stage.close().catch(() => undefined);
        throw error;
      }
      await stage.close();
    },
  };
}

async function prove(stage: Stage, { strike, promise }: Fault): Promise<void> {
  const lift = await strike(stage);
  if (lift) {
    stage.onLift(lift);
  }
  const first = await stage.attempt();
  if (promise.outcome === 'arrives') {
    assertArrived(first);
  } else {
    assertFailed(first, promise);
  }
  const from = first.asked.map((asked) => asked.from);
  assert.deepEqual({ from, links: first.links }, { from: promise.from, links: promise.links });
  await assertTraces(stage, promise.outcome === 'arrives' ? 'package' : promise);
  await stage.lift();
  await assertSecond(stage, await stage.attempt(), promise);
}

async function assertSecond(stage: Stage, second: Attempted, promise: Fault['promise']): Promise<void> {
  const { acquired } = assertArrived(second);
  const asked = second.asked.map(({ from }) => from);
  if (promise.outcome === 'arrives' || promise.keeps === 'package') {
    assert.deepEqual([acquired.wasThere, asked, second.links], [true, [], 0]);
  } else {
    assert.deepEqual([acquired.wasThere, asked], [false, promise.then]);
    const goesOn =
      promise.keeps > 0 &&
      promise.then[0] === promise.keeps &&
      promise.then.length === 1 &&
      !promise.isOutdated;
    assert.ok(!goesOn || second.asked[0]?.status === 206, 'the first bytes came again');
  }
  await assertTraces(stage, 'package');
  const record = await assertComplete(placeOf(stage), stage.digest);
  // What was known of an attempt that left nothing is forgotten with it.
  const links = [second.links, stage.links];
  const isKnown = promise.outcome === 'arrives' || promise.keeps === 'package' || !promise.then.includes(0);
  const told = record.linkRequests.length;
  assert.ok(links.slice(Number(isKnown)).includes(told), `the record tells of ${told} requests for links`);
}

function assertArrived({ acquired, error }: Attempted): { acquired: NonNullable<Attempted['acquired']> } {
  assert.ok(acquired, `it failed: ${inspect(error)}`);
  return { acquired };
}

function assertFailed({ error, acquired, kept }: Attempted, { as, data, keeps }: Failure): void {
  assert.ok(!acquired, 'it did not fail');
  const isTyped =
    error instanceof AcquisitionError || error instanceof DefenderError || error instanceof NetworkError;
  assert.ok(isTyped, `no typed error: ${inspect(error)}`);
  assert.ok((as as readonly string[]).includes(error.message), `it failed as ${inspect(error)}`);
  assert.deepEqual({ ...error.data, ...data }, error.data);
  assert.equal(kept, keeps === 'package' ? 0 : keeps, 'bytes that were said to be kept');
}

/** What holds whenever an attempt has ended, in success or so. */
async function assertTraces(stage: Stage, ended: 'package' | Failure): Promise<void> {
  const { setup } = stage;
  const place = placeOf(stage);
  if (!stage.foreign.has(stage.packagePath)) {
    await assertFinalName(place, stage.digest);
  }
  await assertLeft(place, leftBy(ended), stage.foreign);
  const errors = setup.errors.map((error) => inspect(error, { depth: 9, showHidden: true }));
  await assertNoSecret(stage.secrets, [setup.root, setup.storage], [setup.log.text, ...errors]);
  assertPatient(stage);
}

/** No request for a link was refused that a pace could foresee, and none was sent before its time. */
function assertPatient({ setup, throttled }: Stage): void {
  const { requests } = setup.simulator;
  const refused = requests.filter(({ service, status }) => service === 'api' && status === 429);
  assert.equal(refused.length, throttled.length, 'the service throttled what a pace could foresee');
  for (const { requestsBefore, untilMs } of throttled.filter(({ step }) => step === 'getPackageUri')) {
    const later = requests.slice(requestsBefore).filter(({ path }) => path.endsWith('/getPackageUri'));
    assert.ok(
      later.every(({ atMs }) => atMs >= untilMs),
      'a request came before the service wanted one',
    );
  }
}

function placeOf({ packagePath, setup: { root, storage } }: Stage): Place {
  return { packagePath, root, storage };
}

function leftBy(ended: 'package' | Failure): Left {
  if (ended === 'package') {
    return { package: true, unfinished: false };
  }
  const { keeps } = ended;
  const isPart = typeof keeps === 'number' && keeps > 0;
  return {
    package: keeps === 'package',
    unfinished: keeps !== 0,
    ...(isPart && { part: keeps }),
  };
}
