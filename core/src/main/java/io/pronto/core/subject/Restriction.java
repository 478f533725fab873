package io.pronto.core.subject;

import java.time.Instant;
import java.util.Optional;

/**
 * That somebody's data are kept and used no longer (GDPR art. 18), from an organisation's
 * instruction until it is lifted.
 *
 * @param id {@code rst_…}
 * @param requestId of the request that was carried out
 * @param subject whom it is about: E.164, an address in lower case, or a pseudonym where they are
 *     erased; empty once it is over
 * @param instructedBy the id of the super administrator who decided
 * @param lifting its end; empty while it is in force
 */
public record Restriction(
    String id,
    String requestId,
    Optional<String> subject,
    String instructedBy,
    Instant instructedAt,
    Optional<Lifting> lifting) {
  /**
   * How it ended.
   *
   * @param informedAt when whom it was about was told that it would be lifted (art. 18(3)); empty
   *     where it ended with their erasure
   * @param by the id of the super administrator who has lifted it, or had them erased
   * @param note why; empty where they were erased, and where it was brought in from elsewhere
   */
  public record Lifting(
      Optional<Instant> informedAt, String by, Instant at, Optional<String> note) {}
}
