import { benchActivation } from './activation.ts';
import { benchDownload } from './download.ts';
import { benchListParsing } from './listParsing.ts';

const benches = { activation: benchActivation, list: benchListParsing, download: benchDownload };

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) {
    console.log(`${name}:`);
    for (const line of await bench()) {
      console.log(`  ${line}`);
    }
  }
}
