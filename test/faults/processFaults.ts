import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { Row } from './fault.ts';
import { killMoments, type KillMoment } from './killMoments.ts';
import type { Place } from './traces.ts';
import { inWindows, type Windows } from './windows.ts';

/** A second attempt that finds the package takes no lock, so it removes none: a known fault. */
const lockOf = ({ packagePath }: Place): string[] => [
  `${basename(packagePath)}.part.lock`,
  'custody.jsonl.lock',
];

const promises: Record<KillMoment['leaves'], string> = {
  nothing: 'A second process begins anew and brings the package',
  some: 'A second process goes on at the last checkpoint, with a Range request, and brings the package',
  bytes: 'A second process goes on at the last checkpoint and brings the package',
  all: 'A second process asks for no byte again and brings the package',
  package: 'A second process finds the package and completes its custody log',
};

async function killed(windows: Windows, moment: number, { leaves }: KillMoment): Promise<void> {
  const [first, second] = [windows.open({ moment }), windows.open()];
  await first.begin();
  await first.stopped();
  await first.kill();
  await windows.assertNothingWrong();
  const kept = await windows.checkpointBytes();
  const { bytes: size } = await windows.setup.simulator.packageDigest(windows.actionIds[0] ?? '');
  const askedBefore = windows.asked().length;
  const linksBefore = windows.setup.linkRequests.length;

  await second.begin();
  const { error, wasThere, log } = await second.ended();
  await second.gone();
  assert.equal(error, undefined);
  const asked = windows.asked().slice(askedBefore);
  const links = windows.setup.linkRequests.length - linksBefore;
  const expected = {
    nothing: { asked: [{ from: 0, status: 200 }], links: 1 },
    some: { asked: [{ from: kept, status: 206 }], links: 1 },
    bytes: kept === size ? { asked: [], links: 0 } : { asked: [{ from: kept, status: 206 }], links: 1 },
    all: { asked: [], links: 0 },
    package: { asked: [], links: 0 },
  };
  assert.deepEqual({ asked, links }, expected[leaves]);
  assert.equal(wasThere, leaves === 'package');
  assert.ok(leaves !== 'some' || (kept > 0 && kept < size), `${kept} bytes were sure`);
  await windows.assertDone(log, leaves === 'package' ? { mayStay: lockOf(windows.place()) } : {});
}

export const processFaults: Row[] = killMoments.map((moment, index) => ({
  title: `A process is killed (SIGKILL) ${moment.words}`,
  promise: `${promises[moment.leaves]}; one record, an unbroken custody log, no request too many.`,
  prove: () => inWindows((windows) => killed(windows, index, moment)),
}));
