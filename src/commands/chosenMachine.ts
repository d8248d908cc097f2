import { l10n, window, type QuickPickItem } from 'vscode';
import type { DefenderClient } from '../defender/client.ts';
import { cancelled, isCancellation } from '../defender/reasonedError.ts';
import type { Machine } from '../defender/machine.ts';
import { timeAgo } from '../views/words/timeWords.ts';
import { plainText } from '../views/words/visibleText.ts';

/** Typing goes on for so long before the service is asked. */
const typingMs = 300;

interface MachineItem extends QuickPickItem {
  machine?: Machine;
}

/**
 * Lets a person find a device by typing a part of its name, id or IP address, or a tag. The service does the search.
 * @throws a cancellation; what the search throws
 */
export function chosenMachine(
  client: Pick<DefenderClient, 'searchMachines'>,
  title: string,
): Promise<Machine> {
  const input = window.createQuickPick<MachineItem>();
  input.title = title;
  input.placeholder = l10n.t('Part of the name, the ID or the IP address of a device, or a tag');
  // The service has found them: nothing is sorted out by what is typed.
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let asking = new AbortController();
    const search = async (): Promise<void> => {
      asking.abort(cancelled());
      asking = new AbortController();
      const { signal } = asking;
      input.busy = true;
      try {
        const machines = await client.searchMachines(input.value, { signal });
        input.items = itemsOf(machines);
        input.busy = false;
      } catch (error) {
        if (error instanceof Error && !isCancellation(error)) {
          reject(error);
          input.hide();
        }
      }
    };
    input.onDidChangeValue(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(), typingMs);
    });
    input.onDidAccept(() => {
      const machine = input.selectedItems[0]?.machine;
      if (machine) {
        resolve(machine);
        input.hide();
      }
    });
    input.onDidHide(() => {
      clearTimeout(timer);
      asking.abort(cancelled());
      reject(cancelled());
      input.dispose();
    });
    input.show();
    void search();
  });
}

function itemsOf(machines: readonly Machine[]): MachineItem[] {
  const now = Date.now();
  return machines.length > 0
    ? machines.map((machine) => itemOf(machine, now))
    : [{ label: l10n.t('No device found'), alwaysShow: true }];
}

/** A device as quick picks show it. */
export function itemOf(machine: Machine, now: number): MachineItem {
  const { id, osPlatform, healthStatus, riskScore, lastSeen, lastIpAddress, machineTags } = machine;
  const seenMs = Date.parse(lastSeen ?? '');
  const facts = [
    osPlatform,
    healthStatus,
    riskScore && riskScore !== 'None' ? l10n.t('risk {0}', riskScore) : '',
    Number.isNaN(seenMs) ? l10n.t('never seen') : l10n.t('seen {0}', timeAgo(seenMs, now)),
  ];
  return {
    label: plainText(machineName(machine)),
    description: plainText(facts.filter(Boolean).join(' · ')),
    // Several devices may have one name: it is the id that tells them apart.
    detail: plainText([id, lastIpAddress, ...machineTags].filter(Boolean).join(' · ')),
    alwaysShow: true,
    machine,
  };
}

export function machineName({ computerDnsName, id }: Pick<Machine, 'computerDnsName' | 'id'>): string {
  return computerDnsName.trim() || id;
}
