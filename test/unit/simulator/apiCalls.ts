import type { Simulator } from '../../simulator/index.ts';

interface ErrorBody {
  error: { code: string; message: string };
}

/** Calls of the simulated API, as the analyst unless another token is given. */
export class ApiCalls {
  readonly #simulator: Simulator;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  get(path: string, token = this.#simulator.accessToken()): Promise<Response> {
    return fetch(this.#simulator.apiHost + path, { headers: { authorization: `Bearer ${token}` } });
  }

  post(
    path: string,
    body: unknown,
    token = this.#simulator.accessToken(),
    type = 'application/json',
  ): Promise<Response> {
    return fetch(this.#simulator.apiHost + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

/** The status and the code of a refusal. */
export async function refusal(call: Promise<Response>): Promise<[status: number, code: string]> {
  const response = await call;
  return [response.status, ((await response.json()) as ErrorBody).error.code];
}
