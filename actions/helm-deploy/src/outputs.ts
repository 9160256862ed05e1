/** What every action tells; absent is what it does not know. */
export interface Outputs {
  readonly result: 'success' | 'failure';
  readonly revision?: number;
  readonly 'previous-revision'?: number;
  readonly 'rolled-back': boolean;
  /** What `revision` runs, where a deployment of ours wrote it down. */
  readonly tag?: string;
  readonly digest?: string;
  /** Whether `revision` ever ran as wanted; of `action: status`. */
  readonly proven?: boolean;
  /** Of an inventory: entries as JSON, and the path of a page. */
  readonly inventory?: string;
  readonly 'inventory-html'?: string;
  readonly reason?: string;
  readonly diagnosis?: string;
  readonly url?: string;
}
