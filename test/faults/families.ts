import { afterBlobStorage, beforeBlobStorage, blobStorageFaults } from './blobStorageFaults.ts';
import { clockFaults } from './clockFaults.ts';
import { contentFaults } from './contentFaults.ts';
import { diskFaults } from './diskFaults.ts';
import type { Family } from './fault.ts';
import { linkFaults } from './linkFaults.ts';
import { networkFaults } from './networkFaults.ts';
import { placeFaults } from './placeFaults.ts';
import { processFaults } from './processFaults.ts';
import { rowOf } from './proof.ts';
import { resumeFaults } from './resumeFaults.ts';
import { serviceFaults } from './serviceFaults.ts';
import { transferFaults } from './transferFaults.ts';
import { windowFaults } from './windowFaults.ts';
import { afterWindows, beforeWindows } from './window.ts';

export const families: Family[] = [
  { name: 'service', title: 'The API', rows: serviceFaults.map(rowOf) },
  { name: 'link', title: 'The link', rows: linkFaults.map(rowOf) },
  { name: 'content', title: 'What comes instead of the package', rows: contentFaults.map(rowOf) },
  { name: 'transfer', title: 'The transfer', rows: transferFaults.map(rowOf) },
  { name: 'resume', title: 'Going on with a transfer that broke', rows: resumeFaults.map(rowOf) },
  { name: 'network', title: 'The network', rows: networkFaults.map(rowOf) },
  {
    name: 'storage',
    title: 'Links of a real blob storage (Azurite)',
    before: beforeBlobStorage,
    rows: blobStorageFaults.map(rowOf),
    after: afterBlobStorage,
  },
  { name: 'disk', title: 'The disk', rows: diskFaults.map(rowOf) },
  { name: 'folder', title: 'The folder', rows: placeFaults.map(rowOf) },
  { name: 'clock', title: 'The clock', rows: clockFaults.map(rowOf) },
  {
    name: 'process',
    title: 'The process',
    before: beforeWindows,
    rows: processFaults,
    after: afterWindows,
  },
  {
    name: 'windows',
    title: 'Several windows',
    before: beforeWindows,
    rows: windowFaults,
    after: afterWindows,
  },
];
