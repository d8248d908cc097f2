import { benchActivation } from './activation.ts';
import { benchArchiveListing } from './archiveListing.ts';
import { benchDownload } from './download.ts';
import { benchEventLog } from './eventLog.ts';
import { benchListParsing } from './listParsing.ts';
import { benchLoadMore } from './loadMore.ts';
import { benchMemory } from './memory.ts';
import { benchPackageGrid } from './packageGrid.ts';
import { benchPackageReading } from './packageReading.ts';
import { benchQuota } from './quota.ts';
import { benchVerification } from './verification.ts';

const benches = {
  activation: benchActivation,
  list: benchListParsing,
  loadMore: benchLoadMore,
  download: benchDownload,
  memory: benchMemory,
  quota: benchQuota,
  verification: benchVerification,
  eventLog: benchEventLog,
  archiveListing: benchArchiveListing,
  packageReading: benchPackageReading,
  packageGrid: benchPackageGrid,
};

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) {
    console.log(`${name}:`);
    for (const line of await bench()) {
      console.log(`  ${line}`);
    }
  }
}
