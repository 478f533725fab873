package io.pronto.core.rental;

import io.pronto.core.organisation.OrganisationId;
import java.util.Locale;

/**
 * What is to be asked of a provider for a rental.
 *
 * @param attempts how often it was begun, this time counted: from the second time on, an earlier
 *     one may have got through
 */
public record RentalTask(String rentalId, OrganisationId organisation, Kind kind, int attempts) {
  /** What to ask. */
  public enum Kind {
    /** To hold the number. */
    RESERVE,
    /** To hand it over for good. */
    ORDER,
    /** What became of the order. */
    CHECK,
    /** To hold it no longer. */
    UNRESERVE,
    /** To take it back. */
    RELEASE;

    /** As SQL has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether an earlier attempt may have got through. */
  public boolean again() {
    return attempts > 1;
  }
}
