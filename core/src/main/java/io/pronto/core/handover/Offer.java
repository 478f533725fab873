package io.pronto.core.handover;

import java.time.Instant;

/**
 * A new link, told once.
 *
 * @param id of the handover, {@code hnd_…}
 * @param token the secret in the link
 * @param passphrase what opens the archive: 24 characters in groups of four
 * @param expiresAt when the link ends
 */
public record Offer(String id, String token, String passphrase, Instant expiresAt) {
  @Override
  public String toString() {
    return "the offer " + id;
  }
}
