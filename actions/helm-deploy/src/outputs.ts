/** What every action tells; absent is what it does not know. */
export interface Outputs {
  readonly result: 'success' | 'failure';
  readonly revision?: number;
  readonly 'previous-revision'?: number;
  readonly 'rolled-back': boolean;
  readonly reason?: string;
  readonly diagnosis?: string;
  readonly url?: string;
}
