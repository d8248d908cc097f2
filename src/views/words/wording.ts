/** What a person can do about an error with one click. */
export type Remedy =
  | 'retry'
  | 'notifyWhenReady'
  | 'signIn'
  | 'editConnection'
  | 'openConnections'
  | 'openFolderSetting'
  | 'manageTrust'
  | 'reveal';

export interface ErrorWords {
  /** What happened and why. */
  what: string;
  /** What to do. */
  cure: string;
  remedies: readonly Remedy[];
}
