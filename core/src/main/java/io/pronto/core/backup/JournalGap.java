package io.pronto.core.backup;

/** The journal of erasures does not have all that was erased after a backup. */
public final class JournalGap extends RuntimeException {
  /** Says what is missing. */
  public JournalGap(String what) {
    super(what);
  }
}
