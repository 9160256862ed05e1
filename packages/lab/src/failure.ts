/** The lab cannot do something here; the message is one sentence that says what is missing and what to do. */
export class LabFailure extends Error {
  override readonly name = 'LabFailure';
}
