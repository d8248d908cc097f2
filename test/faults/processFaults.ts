import assert from 'node:assert/strict';
import type { Row } from './fault.ts';
import { killedBytes, killMoments, type KillMoment } from './killMoments.ts';
import { inWindows, type Windows } from './windows.ts';

const promises: Record<KillMoment['leaves'], string> = {
  nothing: 'A second process begins anew and brings the package',
  checkpoint: 'A second process goes on at the last checkpoint, with a Range request where there is one',
  all: 'A second process asks for no byte again and brings the package',
  package: 'A second process finds the package and completes its custody log',
};

async function killed(
  windows: Windows,
  moment: number,
  { leaves, sureBytes, leftLock }: KillMoment,
): Promise<void> {
  const reached = sureBytes === undefined ? undefined : windows.holdAfter(sureBytes);
  const [first, second] = [windows.open({ moment }), windows.open()];
  await first.begin();
  await (reached ?? first.stopped());
  await first.kill();
  await windows.assertNothingWrong();
  const kept = windows.sureBytes;
  assert.ok(sureBytes === undefined || (kept >= sureBytes && kept < killedBytes), `${kept} bytes are sure`);
  const askedBefore = windows.asked().length;
  const linksBefore = windows.setup.linkRequests.length;

  await second.begin();
  const { error, wasThere, log } = await second.ended();
  await second.gone();
  assert.equal(error, undefined);
  const asked = windows.asked().slice(askedBefore);
  const links = windows.setup.linkRequests.length - linksBefore;
  assert.deepEqual({ asked, links }, expectedOf(leaves, kept));
  assert.equal(wasThere, leaves === 'package');
  await windows.assertDone(log, leftLock === undefined ? {} : { mayStay: [leftLock] });
}

/** What the second process asks for. */
function expectedOf(leaves: KillMoment['leaves'], kept: number): object {
  const isWhole = leaves === 'package' || kept === killedBytes;
  assert.ok(isWhole || leaves !== 'all', `${kept} bytes are sure`);
  assert.ok(kept === 0 || leaves !== 'nothing', `${kept} bytes are sure`);
  return isWhole
    ? { asked: [], links: 0 }
    : { asked: [{ from: kept, status: kept > 0 ? 206 : 200 }], links: 1 };
}

export const processFaults: Row[] = killMoments.map((moment, index) => ({
  title: `A process is killed (SIGKILL) ${moment.words}`,
  promise: `${promises[moment.leaves]}; one record, an unbroken custody log, no request too many.`,
  prove: () => inWindows((windows) => killed(windows, index, moment)),
}));
