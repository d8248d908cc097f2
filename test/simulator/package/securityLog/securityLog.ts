import { chunkLength } from '../../../fixtures/eventLog/chunkWriter.ts';
import { logHeaderLength } from '../../../fixtures/eventLog/eventLogWriter.ts';
import type { Collection } from '../collectedHost.ts';
import { fileTicks } from '../fileTicks.ts';
import { seededBytes } from '../seededBytes.ts';
import { secondsAfter } from '../text.ts';
import { actorsOf, type Actors } from './actors.ts';
import type { AuditEvent } from './auditEvent.ts';
import { traceId } from './auditForms.ts';
import { collectorAccess, collectorCommands, exportedAfter } from './collectorTrace.ts';
import { intrusion } from './intrusion.ts';
import { packedLog, type Filler } from './packedChunks.ts';
import { startsOfPrefetch, startsOfProcesses } from './programStarts.ts';
import { background, signInsOfDay } from './routine.ts';

// Bytes of an event on average, and how much of a log may be events that compress.
const eventLength = 620;
const shareOfBase = 0.35;
const shareOfAll = 0.12;

/**
 * The Security log of the week before a collection, as long as was asked for to a chunk: what happened there, which is
 * the same for every length of half a megabyte and more, then events of every day, and between them the sealed traces
 * of a program, which keep packages from becoming small when they are packed.
 */
export function securityLog(collection: Collection, targetBytes: number): Buffer {
  const chunkCount = Math.max(1, Math.round((targetBytes - logHeaderLength) / chunkLength));
  const actors = actorsOf(collection);
  const random = collection.choices('security log');
  return packedLog({
    computer: `${collection.host.name}.${collection.host.domain}`,
    chunkCount,
    events: eventsOf(collection, actors, chunkCount * chunkLength),
    filler: sealedTraces(collection, actors, chunkCount * chunkLength),
    firstRecordId: BigInt(random.integer(400_000, 90_000_000)),
    lost: random.integer(20, 400),
  });
}

function eventsOf(collection: Collection, actors: Actors, bytes: number): AuditEvent[] {
  const story = [
    ...intrusion(collection, actors),
    ...collectorAccess(collection, actors),
    ...signInsOfDay(collection, actors, 1),
  ];
  const base = [
    ...[0, 2, 3, 4, 5, 6].flatMap((daysAgo) => signInsOfDay(collection, actors, daysAgo)),
    ...startsOfProcesses(collection, actors),
    ...startsOfPrefetch(collection, actors),
    ...collectorCommands(collection, actors),
  ];
  const room = (share: number, taken: number): number =>
    Math.max(0, Math.floor((bytes * share) / eventLength) - taken);
  const known = [...story, ...base.slice(0, room(shareOfBase, story.length))];
  const everyDay = background(collection, actors, room(shareOfAll, known.length));
  const begin = fileTicks(secondsAfter(collection.startedAt, -7 * 86_400));
  const end = fileTicks(secondsAfter(collection.startedAt, exportedAfter));
  return [...known, ...everyDay]
    .filter(({ time }) => time >= begin && time <= end)
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** What the agent of the company's network writes: where it was connected to, and bytes that say nothing to others. */
function sealedTraces(collection: Collection, actors: Actors, bytes: number): Filler {
  const random = collection.choices('sealed traces');
  const content = seededBytes(`${collection.guid} sealed traces`, bytes);
  const agent = actors.process('agent.exe');
  let at = 0;
  return (time, length) => {
    const SealedTrace = content.subarray(at, at + length);
    at += length;
    return {
      eventId: traceId,
      time,
      reportedBy: agent.pid,
      values: {
        Application: agent.path,
        ProcessId: agent.pid,
        SourceAddress: actors.host.address,
        SourcePort: String(random.integer(49_152, 65_535)),
        DestAddress: `20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}`,
        DestPort: '443',
        SealedTrace,
      },
    };
  };
}
