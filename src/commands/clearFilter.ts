import { noFilter } from '../views/listFilter.ts';
import type { Services } from './services.ts';

export async function clearFilter({ filter }: Services): Promise<void> {
  await filter.set(noFilter);
}
