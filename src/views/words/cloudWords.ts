import { l10n } from 'vscode';
import { clouds, type CloudName } from '../../defender/clouds.ts';

/** The name of a cloud, and the host of its API. */
export function cloudWords(cloud: CloudName): { label: string; description?: string } {
  const description = cloud === 'custom' ? {} : { description: new URL(clouds[cloud].apiHost).host };
  switch (cloud) {
    case 'commercial':
      return { label: l10n.t('Commercial'), ...description };
    case 'gcc':
      return { label: l10n.t('US Government GCC'), ...description };
    case 'gccHigh':
      return { label: l10n.t('US Government GCC High'), ...description };
    case 'dod':
      return { label: l10n.t('US Department of Defense'), ...description };
    case 'custom':
      return { label: l10n.t('Custom'), description: l10n.t('other hosts, asked for next') };
  }
}
