import type { Answers, FromWindow, Order, Question } from '../packages/reading/messages.ts';
import { answerChecks } from './answers.ts';
import { isCount, isObject, isText, oneOf, shape } from './shapes.ts';
import { say } from './say.ts';

type Kind = Question['kind'];

interface Pending {
  kind: Kind;
  take: (answer: unknown) => void;
  fail: (fault: string) => void;
}

export interface OpenWish {
  artifact: string;
  text?: string;
  row?: number;
}

export type Change = 'package' | 'overview' | 'tags';

/** What the host says without being asked. */
export interface Heard {
  changed: (what: Change) => void;
  open: (wish: OpenWish) => void;
}

/** Takes a question back: its answer is dropped, should it come nevertheless. */
export type Cancel = () => void;

const isChange = oneOf<Change>('package', 'overview', 'tags');
const isOpenWish = shape<OpenWish>({ artifact: isText }, { text: isText, row: isCount });

/** The extension's side, which knows the package. */
export class Host {
  readonly #post: (message: FromWindow) => void;
  readonly #heard: Heard;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(post: (message: FromWindow) => void, heard: Heard) {
    this.#post = post;
    this.#heard = heard;
  }

  ask<K extends Kind>(
    question: Extract<Question, { kind: K }>,
    take: (answer: Answers[K]) => void,
    fail: (fault: string) => void,
  ): Cancel {
    const id = ++this.#lastId;
    const check = answerChecks[question.kind];
    this.#pending.set(id, {
      kind: question.kind,
      take: (answer) => {
        if (check(answer)) {
          take(answer);
        } else {
          fail(say('unclear'));
        }
      },
      fail,
    });
    this.#post({ id, question });
    return () => {
      if (this.#pending.delete(id)) {
        this.#post({ cancel: id });
      }
    };
  }

  order(order: Order): void {
    this.#post({ order });
  }

  /** Takes a message of unknown origin and shape. */
  receive(message: unknown): void {
    if (!isObject(message)) {
      return;
    }
    const { id, changed, open } = message;
    if (isCount(id)) {
      this.#answer(id, message);
    } else if (isChange(changed)) {
      this.#heard.changed(changed);
    } else if (isOpenWish(open)) {
      this.#heard.open(open);
    }
  }

  #answer(id: number, { answer, fault }: Record<string, unknown>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (isText(fault)) {
      pending?.fail(fault);
    } else {
      pending?.take(answer);
    }
  }
}
