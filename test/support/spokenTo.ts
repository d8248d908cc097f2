import { CancellationTokenSource, window } from 'vscode';

/** A progress notification, as far as it has come. */
export interface ShownProgress {
  title: string;
  messages: string[];
  isOver: boolean;
  cancel: () => void;
}

type Answer = (text: string, buttons: string[]) => string | undefined;

/** A person in the place of VS Code's messages, dialogs and progress, who answers as told and remembers everything. */
export class SpokenTo {
  readonly messages: string[] = [];
  readonly progress: ShownProgress[] = [];
  /** Labels and descriptions of each quick pick. */
  readonly picks: string[][] = [];
  /** What is answered to a message, by its text. */
  answer: Answer = () => undefined;
  /** What stood in each input box before. */
  readonly proposed: string[] = [];
  /** What is typed. */
  text = '';
  /** Which items of a quick pick are chosen; those that are picked already, unless told otherwise. */
  choose: (item: { label: string; picked?: boolean }) => boolean = ({ picked }) => picked === true;
  readonly #before = pick(window);

  constructor() {
    const message = (text: string, ...more: unknown[]): Promise<string | undefined> => {
      const [options] = more as { detail?: string }[];
      const detail = typeof options === 'object' && options.detail ? `\n${options.detail}` : '';
      this.messages.push(text + detail);
      return Promise.resolve(
        this.answer(
          text,
          more.filter((button) => typeof button === 'string'),
        ),
      );
    };
    const quickPick = (
      items: { label: string; description?: string; picked?: boolean }[],
      options?: { canPickMany?: boolean },
    ): Promise<unknown> => {
      this.picks.push(items.map(({ label, description = '' }) => `${label} ${description}`.trim()));
      const chosen = items.filter((item) => this.choose(item));
      return Promise.resolve(options?.canPickMany ? chosen : chosen[0]);
    };
    Object.assign(window, {
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
      showQuickPick: quickPick,
      showInputBox: ({ value = '' }: { value?: string } = {}) => {
        this.proposed.push(value);
        return Promise.resolve(this.text);
      },
      withProgress: async (
        { title = '' }: { title?: string },
        task: (
          progress: { report: (value: { message?: string }) => void },
          token: unknown,
        ) => Promise<unknown>,
      ) => {
        const source = new CancellationTokenSource();
        const shown: ShownProgress = { title, messages: [], isOver: false, cancel: () => source.cancel() };
        this.progress.push(shown);
        try {
          return await task({ report: ({ message: text = '' }) => shown.messages.push(text) }, source.token);
        } finally {
          shown.isOver = true;
        }
      },
    });
  }

  leave(): void {
    Object.assign(window, this.#before);
  }
}

function pick(all: typeof window): Partial<typeof window> {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = all;
  const { showQuickPick, showInputBox, withProgress } = all;
  const messages = { showInformationMessage, showWarningMessage, showErrorMessage };
  return { ...messages, showQuickPick, showInputBox, withProgress };
}
