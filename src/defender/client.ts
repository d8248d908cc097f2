import { systemClock, type Clock } from './clock.ts';
import { DefenderError } from './defenderError.ts';
import { SlidingPace, type LinkPace, type PaceWait } from './linkPace.ts';
import { toQueryString, type ListQuery } from './listQuery.ts';
import { silentLogger } from './logger.ts';
import { byLastSeen, parseMachines, type Machine } from './machine.ts';
import {
  parseMachineAction,
  parsePage,
  type MachineAction,
  type MachineActionPage,
} from './machineAction.ts';
import { machineConditions, machineContains, machineQuery } from './machineSearch.ts';
import { parsePackageLink, type PackageLink } from './packageLink.ts';
import { readDelay, throttleMs, type RetryDelay } from './retry.ts';
import { Transport, type Answer, type TransportOptions } from './transport.ts';

export interface DefenderClientOptions
  extends
    Pick<TransportOptions, 'apiHost' | 'fetch' | 'getToken'>,
    Partial<Pick<TransportOptions, 'tenantId' | 'clock' | 'logger' | 'userAgent' | 'timeoutMs'>> {
  /** Give every client of one tenant and app the same pace: the service counts them together. */
  linkPace?: LinkPace;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface LinkOptions extends CallOptions {
  /** Told when the request has to wait for the service's limit of links. */
  onWait?: ((wait: PaceWait) => void) | undefined;
  /** Told of every single request how it was answered, those that are repeated included. */
  onAnswer?: ((answer: Answer) => void) | undefined;
}

/** The pace does the waiting after a 429, where it can be seen and cancelled. */
const linkDelay: RetryDelay = (error, attempt) =>
  DefenderError.is(error, 'throttled')
    ? throttleMs(error) <= 3_600_000
      ? 0
      : undefined
    : readDelay(error, attempt);

/**
 * Microsoft Defender for Endpoint, machine actions. Knows nothing of VS Code or of files.
 *
 * `getToken` gives an access token for `apiHost`; what it throws reaches the caller as it is. Besides that every
 * method throws DefenderError for what the service answered, NetworkError when it did not answer within `timeoutMs`
 * (60,000 milliseconds), and the signal's reason when the call was aborted. Reads are repeated after a server fault, a
 * broken connection or a short `Retry-After`, three attempts in all; what makes the service act is sent once, and not
 * with a token of another tenant than `tenantId`.
 */
export class DefenderClient {
  readonly #transport: Transport;
  readonly #linkPace: LinkPace;

  constructor(options: DefenderClientOptions) {
    const clock: Clock = options.clock ?? systemClock;
    this.#linkPace = options.linkPace ?? new SlidingPace(clock);
    this.#transport = new Transport({
      logger: silentLogger,
      userAgent: 'defender-machine-actions',
      timeoutMs: 60_000,
      ...options,
      clock,
    });
  }

  /**
   * One page of the tenant's machine actions, newest first.
   * @see https://learn.microsoft.com/defender-endpoint/api/get-machineactions-collection
   */
  async listMachineActions(query: ListQuery = {}, { signal }: CallOptions = {}): Promise<MachineActionPage> {
    const path = `/api/machineactions${toQueryString(query)}`;
    const body = await this.#transport.read(path, { operation: 'list', signal, delay: readDelay });
    return parsePage(body, query) ?? this.#unexpected();
  }

  /**
   * One machine action. A new one may not be found for some seconds.
   * @see https://learn.microsoft.com/defender-endpoint/api/get-machineaction-object
   */
  async getMachineAction(id: string, { signal }: CallOptions = {}): Promise<MachineAction> {
    const path = this.#pathOf(id);
    const body = await this.#transport.read(path, { operation: 'list', signal, delay: readDelay });
    return parseMachineAction(body) ?? this.#unexpected();
  }

  /**
   * A link to the investigation package of a finished collection. It lives minutes: use it at once. The service
   * allows 2 of these requests a minute and 120 an hour to a tenant and app; this one waits until it may be sent.
   * While the collection runs, and when there is no package (any more), it throws DefenderError `notFound`.
   * @see https://learn.microsoft.com/defender-endpoint/api/get-package-sas-uri
   */
  async getPackageUri(id: string, { signal, onWait, onAnswer }: LinkOptions = {}): Promise<PackageLink> {
    const path = `${this.#pathOf(id)}/getPackageUri`;
    const body = await this.#transport.read(path, {
      operation: 'package',
      signal,
      delay: linkDelay,
      onAnswer,
      pace: (send) => this.#linkPace.run(() => this.#learning(send), { signal, onWait }),
    });
    return this.#linkIn(body);
  }

  /**
   * A link to what a command of a live response brought. It lives half an hour. Where the command has no result, or the
   * service does not keep it any more, it throws DefenderError `notFound`.
   * @param index of the command
   * @see https://learn.microsoft.com/defender-endpoint/api/get-live-response-result
   */
  async getLiveResponseResultLink(
    id: string,
    index: number,
    { signal, onAnswer }: LinkOptions = {},
  ): Promise<PackageLink> {
    const path = `${this.#pathOf(id)}/GetLiveResponseResultDownloadLink(index=${index})`;
    const options = { operation: 'liveResponse', signal, delay: readDelay, onAnswer } as const;
    return this.#linkIn(await this.#transport.read(path, options));
  }

  /**
   * The devices that a part of a name, of an id or of an IP address, or a tag, means; newest seen first. Of a whole
   * name, or an id, those that begin with it.
   * @see https://learn.microsoft.com/defender-endpoint/api/get-machines
   */
  async searchMachines(
    text: string,
    { signal, isWhole = false }: CallOptions & { isWhole?: boolean } = {},
  ): Promise<Machine[]> {
    const conditions = machineConditions(text, isWhole);
    const ask = (condition: string) => this.#machines(machineQuery(condition, isWhole), signal);
    // A host that does not take them together may take them one by one.
    const together = await ask(conditions.join(' or '));
    const oneByOne = together || conditions.length < 2 ? [] : await Promise.all(conditions.map(ask));
    const found = together ?? oneByOne.flatMap((machines) => machines ?? []);
    const otherwise = found.length > 0 || isWhole ? undefined : machineContains(text);
    const machines = otherwise ? ((await ask(otherwise)) ?? []) : found;
    const byId = new Map(machines.map((machine) => [machine.id, machine]));
    return [...byId.values()].sort(byLastSeen);
  }

  /**
   * Lets a device collect an investigation package. The new action may not be found for some seconds.
   * @param comment required by the service
   * @throws DefenderError `activeRequest` while a collection runs there, `unsupportedOs`, `unsupportedSensor`
   * @see https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package
   */
  async collectInvestigationPackage(
    machineId: string,
    comment: string,
    { signal }: CallOptions = {},
  ): Promise<MachineAction> {
    const path = `/api/machines/${this.#segment(machineId)}/collectInvestigationPackage`;
    const body = await this.#transport.post(path, { Comment: comment }, { operation: 'collect', signal });
    return parseMachineAction(body) ?? this.#unexpected();
  }

  /**
   * Cancels an action that is not finished.
   * @param comment required by the service
   * @see https://learn.microsoft.com/defender-endpoint/api/cancel-machine-action
   */
  async cancelMachineAction(
    id: string,
    comment: string,
    { signal }: CallOptions = {},
  ): Promise<MachineAction> {
    const path = `${this.#pathOf(id)}/cancel`;
    const body = await this.#transport.post(path, { Comment: comment }, { operation: 'cancel', signal });
    return parseMachineAction(body) ?? this.#unexpected();
  }

  /** @returns undefined when the service refuses to search so */
  async #machines(query: string, signal: AbortSignal | undefined): Promise<Machine[] | undefined> {
    try {
      const options = { operation: 'list', signal, delay: readDelay } as const;
      return (
        parseMachines(await this.#transport.read(`/api/machines${query}`, options)) ?? this.#unexpected()
      );
    } catch (error) {
      if (DefenderError.is(error, 'badRequest')) {
        return undefined;
      }
      // The service says so when there are none.
      if (DefenderError.is(error, 'notFound')) {
        return [];
      }
      throw error;
    }
  }

  #pathOf(id: string): string {
    return `/api/machineactions/${this.#segment(id)}`;
  }

  #segment(id: string): string {
    // An address drops these instead of taking them for a name: the path would be another one.
    if (['', '.', '..'].includes(id)) {
      throw new DefenderError('notFound', { host: this.#transport.host });
    }
    return encodeURIComponent(id);
  }

  async #learning<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (DefenderError.is(error, 'throttled')) {
        this.#linkPace.throttled(throttleMs(error));
      }
      throw error;
    }
  }

  #linkIn(body: unknown): PackageLink {
    const link = parsePackageLink((body as { value?: unknown } | null)?.value);
    if (!link) {
      throw new DefenderError('badLink', { host: this.#transport.host });
    }
    return link;
  }

  #unexpected(): never {
    throw new DefenderError('badResponse', { host: this.#transport.host });
  }
}
