package io.pronto.core.contact;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Somebody outside whom an organisation knows by name.
 *
 * @param id {@code con_} and a ULID
 * @param externalId what the system that it comes from calls it; empty for one made here
 * @param changedAt when it was last changed: of several contacts with one number the newest names
 *     it
 */
public record Contact(
    String id,
    ContactCard card,
    Source source,
    Optional<String> externalId,
    Instant createdAt,
    Instant changedAt) {
  /** Who keeps it. */
  public enum Source {
    /** People, here. */
    MANUAL,
    /** Another system, of which it is a copy. */
    SYNC;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Source of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
