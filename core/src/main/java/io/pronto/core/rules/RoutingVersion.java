package io.pronto.core.rules;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a number does with its calls, as somebody has published it. It is never changed: the next
 * one takes its place.
 *
 * @param id {@code rtv_…}
 * @param effectiveAt from when it is in force, until another one is
 * @param publishedBy a user or an API key; empty when nobody knows
 * @param repeats the older version that it was made from; empty where none
 */
public record RoutingVersion(
    String id,
    NumberRouting routing,
    State state,
    Instant effectiveAt,
    Instant publishedAt,
    Optional<String> publishedBy,
    Optional<String> repeats) {
  /** What a version is at a moment. */
  public enum State {
    /** It will be in force. */
    SCHEDULED,
    /** It is. */
    IN_FORCE,
    /** Another one is, that has begun since. */
    SUPERSEDED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
