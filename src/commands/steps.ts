import {
  QuickInputButtons,
  window,
  type InputBox,
  type QuickInput,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import { cancelled } from '../defender/reasonedError.ts';

/** One question of a series. Resolves with the answer put where it belongs. */
export type Step = (place: StepPlace) => Promise<void>;

/** Where in the series a question stands. */
export interface StepPlace {
  title: string;
  step: number;
  totalSteps: number;
}

class Back extends Error {}

/**
 * Asks one question after the other. *Back* returns to the one before with its answer kept; Escape ends it all.
 * @param steps looked at again after each answer, since an answer may add or remove questions
 * @throws a cancellation
 */
export async function askInSteps(title: string, steps: () => readonly Step[]): Promise<void> {
  for (let at = 0; ;) {
    const list = steps();
    const step = list[at];
    if (!step) {
      return;
    }
    try {
      await step({ title, step: at + 1, totalSteps: list.length });
      at++;
    } catch (error) {
      if (!(error instanceof Back)) {
        throw error;
      }
      at--;
    }
  }
}

export interface TextQuestion {
  prompt: string;
  placeholder?: string;
  value: string | undefined;
  /** @returns what is wrong with an answer */
  validate: (text: string) => string | undefined;
  /** A button that finds the answer another way. */
  button?: QuickInputButton & { find: () => Promise<string | undefined> };
}

export function askText(place: StepPlace, question: TextQuestion): Promise<string> {
  const { button, validate } = question;
  const input = window.createInputBox();
  prepare(input, place, button ? [button] : []);
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.value = question.value ?? '';
  return settle(input, (resolve, reject, standAside) => {
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidTriggerButton((pressed) => {
      if (pressed === button) {
        standAside(button.find()).then((found) => (input.value = found ?? input.value), reject);
      }
    });
    input.onDidAccept(() => {
      const text = input.value.trim();
      input.validationMessage = validate(text);
      if (!input.validationMessage) {
        resolve(text);
      }
    });
  });
}

export interface Choice<T> extends QuickPickItem {
  value: T;
}

export function askChoice<T>(
  place: StepPlace,
  question: { placeholder: string; choices: readonly Choice<T>[]; value: T | undefined },
): Promise<T> {
  const input = window.createQuickPick<Choice<T>>();
  prepare(input, place, []);
  input.placeholder = question.placeholder;
  input.items = question.choices;
  const given = question.choices.filter(({ value }) => value === question.value);
  if (given.length > 0) {
    // Setting none would take the first one's highlight away.
    input.activeItems = given;
  }
  return settle(input, (resolve) => {
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen) {
        resolve(chosen.value);
      }
    });
  });
}

function prepare(
  input: InputBox | QuickPick<QuickPickItem>,
  place: StepPlace,
  buttons: QuickInputButton[],
): void {
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.totalSteps;
  // Looking something up in a browser must not lose the answers.
  input.ignoreFocusOut = true;
  input.buttons = place.step > 1 ? [QuickInputButtons.Back, ...buttons] : buttons;
}

/** In a browser window VS Code's file dialog is a quick input too, and hides this one while it is open. */
type StandAside = <R>(work: Promise<R>) => Promise<R>;

function settle<T>(
  input: QuickInput & Pick<InputBox, 'onDidTriggerButton'>,
  listen: (resolve: (answer: T) => void, reject: (error: unknown) => void, standAside: StandAside) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isAside = false;
    const standAside: StandAside = async (work) => {
      isAside = true;
      try {
        return await work;
      } finally {
        isAside = false;
        input.show();
      }
    };
    listen(resolve, reject, standAside);
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) {
        reject(new Back());
      }
    });
    input.onDidHide(() => {
      if (!isAside) {
        reject(cancelled());
      }
    });
    input.show();
  }).finally(() => input.dispose());
}
