package io.pronto.core.access;

import java.time.Instant;

/**
 * A session just opened.
 *
 * @param token what its holder shows at every request; kept nowhere
 * @param expiresAt its limit, however much it is used
 */
public record Session(String id, String token, Instant expiresAt) {
  /** Leaves out the token. */
  @Override
  public String toString() {
    return id;
  }
}
