import { l10n } from 'vscode';
import type {
  AcquisitionError,
  AcquisitionErrorData,
  AcquisitionReason,
} from '../../evidence/acquisitionError.ts';
import type { ContentKind } from '../../evidence/archive/contentKind.ts';
import { faultWords } from './archiveWords.ts';
import { collectionWords } from './collectionWords.ts';
import { liveResponseWords } from './liveResponseWords.ts';
import type { ErrorWords } from './wording.ts';
import { size } from './sizeWords.ts';
import { plainText } from './visibleText.ts';

const words: Record<AcquisitionReason, (data: AcquisitionErrorData) => ErrorWords> = {
  untrusted: () => ({
    what: l10n.t('Nothing is written into a workspace that is not trusted.'),
    cure: l10n.t('Trust the workspace if you know where its folder comes from.'),
    remedies: ['manageTrust'],
  }),
  notOnDisk: ({ path = '' }) => ({
    what: l10n.t('{0} is not on a disk: nothing can be streamed into it.', path),
    cure: l10n.t('Open a folder of this machine, or of the remote machine that VS Code runs on.'),
    remedies: [],
  }),
  ...collectionWords,
  ...liveResponseWords,
  noPackage: ({ path = '' }) => ({
    what: path
      ? l10n.t('There is no package {0} here.', plainText(path))
      : l10n.t('There is no package in the download folder of this workspace.'),
    cure: l10n.t('Download it first.'),
    remedies: [],
  }),
  alreadyRunning: () => ({
    what: l10n.t('This is already being downloaded, in this window or in another one.'),
    cure: l10n.t('Its progress is in the status bar there.'),
    remedies: [],
  }),
  nameTaken: ({ path = '' }) => ({
    what: l10n.t('{0} is there already, and is not what its record describes.', path),
    cure: l10n.t('Nothing was overwritten. Look at the file, move it away, and try again.'),
    remedies: ['reveal', 'retry'],
  }),
  recordKept: ({ path = '' }) => ({
    what: l10n.t(
      '{0} is the record of an earlier download, and what came now has other bytes than it says.',
      path,
    ),
    cure: l10n.t('A record is never overwritten. Move it to where its file is, and try again.'),
    remedies: ['reveal', 'retry'],
  }),
  notAFolder: ({ path = '' }) => ({
    what: l10n.t('{0} is not a folder, so nothing can be put into it.', path),
    cure: l10n.t('Correct the setting defenderMachineActions.downloadFolder, or move the file away.'),
    remedies: ['openFolderSetting', 'retry'],
  }),
  linkExpired: ({ host = '' }) => ({
    what: l10n.t('The link expired before {0} gave all of it.', host),
    cure: l10n.t('Try again: a new link is asked for.'),
    remedies: ['retry'],
  }),
  linkRefused: ({ host = '', status = 0 }) => ({
    what: l10n.t('{0} did not give what the link is for (HTTP {1}).', host, status),
    cure: l10n.t('Try again later.'),
    remedies: ['retry'],
  }),
  unsafeRedirect: ({ host = '' }) => ({
    what: l10n.t('The link leads to {0}, over a way that evidence must not take. It was not followed.', host),
    cure: l10n.t('Look for a proxy that redirects https: to http:.'),
    remedies: ['retry'],
  }),
  tooManyRedirects: ({ host = '' }) => ({
    what: l10n.t('The link leads in circles ({0}).', host),
    cure: l10n.t('Try again later.'),
    remedies: ['retry'],
  }),
  notAPackage: ({ content = 'binary', expected }) => ({
    what: expected
      ? l10n.t(
          'What came is not {0} but {1}. It was not kept.',
          contentWords(expected),
          contentWords(content),
        )
      : l10n.t('What came is no investigation package but {0}. It was not kept.', contentWords(content)),
    cure: l10n.t('Try again. If it stays, look for a proxy in between.'),
    remedies: ['retry'],
  }),
  cutShort: ({ receivedBytes = 0, expectedBytes = 0 }) => ({
    what: l10n.t('The download was cut short: {0} of {1} came.', size(receivedBytes), size(expectedBytes)),
    cure: l10n.t('Try again.'),
    remedies: ['retry'],
  }),
  tooLong: ({ expectedBytes = 0 }) => ({
    what: l10n.t('More came than the {0} that were announced. It was not kept.', size(expectedBytes)),
    cure: l10n.t('Try again. If it stays, look for a proxy in between.'),
    remedies: ['retry'],
  }),
  damaged: ({ fault = 'truncated', member = '', expected }) => ({
    what: expected
      ? l10n.t('What came is no whole result: {0}. It was not kept.', faultWords({ kind: fault }))
      : l10n.t(
          'What came is not a whole zip archive: {0}. It was not kept.',
          faultWords({ kind: fault, member }),
        ),
    cure: expected
      ? l10n.t('Try again. If it stays, start a new live response.')
      : l10n.t('Try again. If it stays, start a new collection.'),
    remedies: ['retry'],
  }),
  changedMeanwhile: ({ path = '' }) => ({
    what: l10n.t('Something else wrote to {0} while it was being checked. It was not kept.', path),
    cure: l10n.t('Look for a program that works on the files of this folder, and try again.'),
    remedies: ['retry'],
  }),
  custodyNotWritten: ({ path = '', code = '' }) => ({
    what: l10n.t(
      'The file is there and whole, but the custody log {0} could not be written ({1}).',
      path,
      code,
    ),
    cure: l10n.t('Look at the log and the disk, and try again: nothing is downloaded twice.'),
    remedies: ['reveal', 'retry'],
  }),
  folderOutside: ({ path = '' }) => ({
    what: l10n.t('The download folder {0} lies outside the workspace folder.', path),
    cure: l10n.t(
      'Correct the setting defenderMachineActions.downloadFolder. Symbolic links count as where they lead.',
    ),
    remedies: ['openFolderSetting'],
  }),
  folderGone: ({ path = '' }) => ({
    what: l10n.t('{0} could not be written: the folder is gone.', path),
    cure: l10n.t('Check the workspace folder and try again.'),
    remedies: ['retry'],
  }),
  noSpace: ({ expectedBytes = 0, freeBytes = 0, path = '' }) => ({
    what: l10n.t(
      'The file has {0}, and only {1} are free on the disk of {2}. Nothing was downloaded.',
      size(expectedBytes),
      size(freeBytes),
      path,
    ),
    cure: l10n.t('Free some space, or open a folder on another disk.'),
    remedies: ['retry'],
  }),
  diskFull: ({ path = '' }) => ({
    what: l10n.t('The disk is full: {0} could not be written.', path),
    cure: l10n.t('Free some space and try again.'),
    remedies: ['retry'],
  }),
  notWritable: ({ path = '', code = '' }) => ({
    what: l10n.t('{0} may not be written ({1}).', path, code),
    cure: l10n.t('Check the permissions of the folder.'),
    remedies: ['retry'],
  }),
  pathTooLong: ({ path = '' }) => ({
    what: l10n.t('The path is too long for this disk: {0}.', path),
    cure: l10n.t(
      'Open a folder with a shorter path, or shorten the setting defenderMachineActions.downloadFolder.',
    ),
    remedies: ['openFolderSetting'],
  }),
  diskError: ({ path = '', code = '' }) => ({
    what: l10n.t('{0} could not be written ({1}).', path, code),
    cure: l10n.t('Check the disk and try again.'),
    remedies: ['retry'],
  }),
};

export function acquisitionWords({ reason, data }: AcquisitionError): ErrorWords {
  return words[reason](data);
}

function contentWords(content: ContentKind): string {
  switch (content) {
    case 'html':
      return l10n.t('an HTML page');
    case 'json':
      return l10n.t('a JSON text');
    case 'xml':
      return l10n.t('an XML text');
    case 'gzip':
      return l10n.t('a gzip file');
    case 'empty':
      return l10n.t('nothing: 0 bytes');
    case 'text':
      return l10n.t('a text');
    case 'zip':
    case 'binary':
      return l10n.t('a file of another kind');
  }
}
