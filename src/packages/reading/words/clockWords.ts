import type { Clock, Testimony } from '../../clock/clock.ts';
import { utcText } from '../cellText.ts';
import type { Fact } from '../messages.ts';
import { t } from './translate.ts';

/** What proves the clock, and what it cannot prove. */
export function clockFacts(clock: Clock): Fact[] {
  const { offsetMinutes, order, doubt, testimonies } = clock;
  const agreeing = testimonies.filter(({ fits }) => fits).length;
  return [
    offsetMinutes === undefined
      ? {
          title: t("The host's clock"),
          value: t('Not proven'),
          note:
            doubt === 'contradiction'
              ? t('The witnesses contradict each other: local times are shown as they stand.')
              : t(
                  'Nothing in the package shows one moment in both local time and UTC: local times are shown as they stand.',
                ),
        }
      : {
          title: t("The host's clock"),
          value: offsetText(offsetMinutes),
          note: t('{0} of {1} witnesses agree.', agreeing, testimonies.length),
        },
    {
      title: t('Order of day and month'),
      value:
        order === 'dayFirst' ? t('Day first') : order === 'monthFirst' ? t('Month first') : t('Not proven'),
      ...(order === undefined && { note: t('Dates that could be read both ways are shown as they stand.') }),
    },
    ...testimonies.map(testimonyFact),
  ];
}

/** `UTC+05:30` */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function testimonyFact({ witness, localText, utcMs, offsetMinutes, fits, source }: Testimony): Fact {
  const titles: Record<Testimony['witness'], string> = {
    processList: t("Witness: start of the collector's own process"),
    copyLog: t('Witness: start of the copying of prefetch files'),
    statedZone: t('Witness: time zone that the host states'),
  };
  const says = utcMs === undefined ? localText : t('{0} local time is {1}', localText, utcText(utcMs));
  const place = t('{0}, line {1}', source.member, source.line + 1);
  const judged = fits
    ? t('It agrees.')
    : offsetMinutes === undefined
      ? t('It allows no offset.')
      : t('It does not agree: {0}.', offsetText(offsetMinutes));
  return { title: titles[witness], value: says, note: `${judged} ${place}` };
}
