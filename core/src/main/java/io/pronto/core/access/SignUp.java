package io.pronto.core.access;

import java.time.Instant;

/**
 * A link by which somebody chooses a password, once.
 *
 * @param token kept nowhere but in the link
 * @param mailed whether it is on its way by mail, and is nobody else's business
 */
public record SignUp(String token, Instant expiresAt, boolean mailed) {
  /** Where it leads, relative to the server; a fragment is written in no server's log. */
  public String path() {
    return "/#sign_up=" + token;
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "a sign-up until " + expiresAt;
  }
}
