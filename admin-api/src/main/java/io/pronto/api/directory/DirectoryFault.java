package io.pronto.api.directory;

/** A directory that cannot be read, or says what is not to be believed. */
public final class DirectoryFault extends RuntimeException {
  /** Says what is wrong and what to do, for people. */
  public DirectoryFault(String message) {
    super(message, null, false, false);
  }
}
