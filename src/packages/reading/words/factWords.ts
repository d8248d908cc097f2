import type { Coverage } from '../../verdict/coverage.ts';
import type { HostFacts, HostUser, StatedTime } from '../../verdict/hostFacts.ts';
import { isSameHost, type HostNameTestimony, type HostWitness } from '../../verdict/hostName.ts';
import { utcText } from '../cellText.ts';
import type { Fact } from '../messages.ts';
import { artifactTitle } from './artifactWords.ts';
import { proofWords } from './detailWords.ts';
import { t } from './translate.ts';

/** Which host it is, and when it was looked at. */
export function hostFactList(host: HostFacts): Fact[] {
  const { osName, osVersion, build, zone, locale, collectionStartMs: start, collectionEndMs: end } = host;
  const fromSystem = t('From the system information, as version, time zone and language');
  return [
    nameFact(host),
    {
      title: t('Collected'),
      value:
        start === undefined || end === undefined
          ? t('Not known')
          : t('{0} to {1}', utcText(start), utcText(end)),
      note:
        start === undefined
          ? t('There is no summary of the collection with times')
          : t('From the summary of the collection, in UTC'),
    },
    fact(t('Collection GUID'), host.guid ?? '', t('From the folder of the collection')),
    fact(t('Operating system'), osName, fromSystem),
    fact(t('Version'), osVersion),
    ...(osVersion.includes(build) ? [] : [fact(t('Build'), build)]),
    timeFact(t('Last boot'), host.booted),
    timeFact(t('Installed'), host.installed),
    fact(t('Time zone'), zone),
    fact(t('Language'), locale),
    userFact(
      t('Users whose registry hive was loaded'),
      host.users.filter(({ isLoaded }) => isLoaded),
      t('They were signed in, or ran a service or a task'),
    ),
    userFact(
      t('Other users'),
      host.users.filter(({ isLoaded }) => !isLoaded),
      t('Their registry hive was not loaded: what it holds was not collected'),
    ),
  ].filter((each) => each !== undefined);
}

/** The host's name with those who say it, and those who say another. */
function nameFact({ name, nameWitnesses }: HostFacts): Fact {
  const namesOf = (witnesses: readonly HostNameTestimony[]) =>
    witnesses.map(({ witness }) => witnessTitle(witness)).join(', ');
  const others = nameWitnesses.filter((each) => !isSameHost(each.name, name));
  const agreeing = nameWitnesses.filter((each) => !others.includes(each));
  return fact(
    t('Host'),
    name,
    [
      t('According to: {0}', namesOf(agreeing)),
      ...others.map((each) => t('But {0} says {1}', witnessTitle(each.witness), each.name)),
    ].join('\n'),
  );
}

function witnessTitle(witness: HostWitness): string {
  return artifactTitle(
    ({ registry: 'networkSettings', securityLog: 'securityEvents' } as Record<string, string>)[witness] ??
      witness,
  );
}

function fact(title: string, value: string, note = ''): Fact {
  return value === '' ? { title, value: t('Not known') } : { title, value, note };
}

function timeFact(title: string, stated: StatedTime | undefined): Fact {
  if (stated === undefined) {
    return { title, value: t('Not known') };
  }
  const isKnown = stated.proof === 'proven' || stated.proof === 'utc';
  const note = isKnown
    ? t('The host states its local time: {0}', stated.text)
    : (proofWords(stated.proof) ?? '');
  return { title, value: isKnown ? utcText(stated.utcMs) : stated.text, note };
}

function userFact(title: string, users: readonly HostUser[], note: string): Fact | undefined {
  const lines = users.map(({ name, sid }) =>
    sid === '' ? name : name === '' ? t('{0} (name not known)', sid) : `${name} (${sid})`,
  );
  return lines.length === 0 ? undefined : { title, value: lines.join('\n'), note };
}

/** From when on the collector took what has an age, and which other collections the package names. */
export function coverageFacts(coverage: Coverage | undefined, earlier: readonly string[]): Fact[] {
  const facts: Fact[] = [];
  if (coverage?.eventLogFromMs !== undefined) {
    facts.push({
      title: t('Security log from'),
      value: utcText(coverage.eventLogFromMs),
      note: t('Older events were not asked for'),
    });
  }
  if (coverage?.prefetchFrom !== undefined) {
    facts.push({
      title: t('Prefetch files from'),
      value: coverage.prefetchFrom,
      note:
        coverage.prefetchSkipped === undefined
          ? t('By the local time of the host; older files were not copied')
          : t(
              'By the local time of the host; older files that were not copied: {0}',
              coverage.prefetchSkipped,
            ),
    });
  }
  if (earlier.length > 0) {
    facts.push({
      title: t('Other collections'),
      value: earlier.join('\n'),
      note: t('GUIDs of collections on the same host that the texts name'),
    });
  }
  return facts;
}
