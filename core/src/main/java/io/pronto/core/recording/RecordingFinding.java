package io.pronto.core.recording;

import java.util.Locale;

/** What an audit may find about a recording that was planned. */
public enum RecordingFinding {
  /** Its call has a record that names it, and nothing else is known of it. */
  MISSING,
  /** There is something to hear, and neither disk nor store has its file. */
  FILE_MISSING,
  /** Its file does not open by its key, or was changed. */
  FILE_BROKEN,
  /** What is kept of what the parties were told is not what is bound to it: nobody hears it. */
  EVIDENCE_DIFFERS,
  /** Its file, its entry and its manifest do not agree on how long it is. */
  LENGTH_DIFFERS,
  /** Its manifest does not account for every moment. */
  MANIFEST_BROKEN,
  /** It ends before its call, and nobody had ended it. */
  ENDS_EARLY,
  /** It is longer than its call. */
  ENDS_LATE,
  /** Its file is on the disk of another server, which has not looked. */
  NOT_REACHED;

  /** The name in JSON, and after {@code recording.} in events, such as {@code file_missing}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
