package io.pronto.core.call;

/** What may be asked of a call that goes on. */
public sealed interface CallCommand {
  /** To end. */
  record HangUp() implements CallCommand {}

  /**
   * To have its recording run, pause or end.
   *
   * @param wanted running, paused or ended
   * @param reason why it pauses, in the words of whoever asks; kept in the manifest
   */
  record Record(RecordingState wanted, String reason) implements CallCommand {}
}
