/** What the fragments of binary XML consist of, once they are read. */
export type Content = Element | Text | Substitution | TemplateInstance | Instruction;

export interface Element {
  kind: 'element';
  name: string;
  attributes: Attribute[];
  content: Content[];
}

export interface Attribute {
  name: string;
  content: Content[];
}

/** Text as it stands in the template, character and entity references replaced. */
export interface Text {
  kind: 'text';
  text: string;
}

/** A place in a template that the values of each record fill. */
export interface Substitution {
  kind: 'substitution';
  /** Which value it is. */
  index: number;
  /** Leaves nothing behind when there is no value. */
  isOptional: boolean;
}

export interface Instruction {
  kind: 'instruction';
  target: string;
  data: string;
}

export interface TemplateInstance {
  kind: 'instance';
  template: Template;
  values: TemplateValues;
}

/** What several records of a chunk have in common. */
export interface Template {
  content: Content[];
}

/** Where the values are that fill a template. */
export interface TemplateValues {
  count: number;
  /** Bytes from the beginning of the chunk to the lengths and types. */
  descriptors: number;
  /** Bytes from the beginning of the chunk to each value, and to the end of the last one. */
  starts: number[];
}

export const noValues: TemplateValues = { count: 0, descriptors: 0, starts: [0] };
