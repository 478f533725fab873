package io.pronto.core.rental;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator decides for numbers of a country and type.
 *
 * @param country ISO 3166 alpha-2
 * @param price what one costs; empty for nothing
 * @param quarantineDays for how long one that was given back is nobody's
 * @param reservation for how long one is held that is not ordered
 * @param documents what must be proved before one is ordered: {@code identity}, {@code address},
 *     {@code proof}
 */
public record NumberPolicy(
    String country,
    String type,
    Optional<MonthlyPrice> price,
    int quarantineDays,
    Duration reservation,
    Set<String> documents) {
  /** How long a quarantine is where nothing else was decided. */
  public static final int QUARANTINE_DAYS = 45;

  /** How long a reservation holds where nothing else was decided. */
  public static final Duration RESERVATION = Duration.ofHours(24);

  /** Copies the set. */
  public NumberPolicy {
    documents = Set.copyOf(documents);
  }

  /** What holds where the operator has decided nothing. */
  public static NumberPolicy usual(String country, String type) {
    return new NumberPolicy(
        country, type, Optional.empty(), QUARANTINE_DAYS, RESERVATION, Set.of());
  }
}
