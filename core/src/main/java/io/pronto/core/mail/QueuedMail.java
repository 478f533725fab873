package io.pronto.core.mail;

import io.pronto.core.people.EmailAddress;

/** A mail that somebody has taken from the queue. */
record QueuedMail(
    String id, String kind, int attempts, EmailAddress to, String language, LetterText text) {
  /** Leaves out whom and what. */
  @Override
  public String toString() {
    return id;
  }
}
