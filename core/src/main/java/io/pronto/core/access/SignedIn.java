package io.pronto.core.access;

/**
 * Who has signed in, and by which session.
 *
 * @param contractEnded whether the contract of their organisation has ended: they may do only what
 *     has to do with that
 */
public record SignedIn(String sessionId, Principal principal, boolean contractEnded) {
  /** Of an organisation whose contract has not ended, or of none. */
  public SignedIn(String sessionId, Principal principal) {
    this(sessionId, principal, false);
  }
}
