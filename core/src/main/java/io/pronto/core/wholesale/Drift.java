package io.pronto.core.wholesale;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A number of which a provider says otherwise than we do.
 *
 * @param organisation who rents it
 * @param resolvedAt when both said the same again
 */
public record Drift(
    String id,
    String providerId,
    E164 number,
    Kind kind,
    Optional<OrganisationId> organisation,
    Instant foundAt,
    Optional<Instant> resolvedAt) {
  /** How they differ. */
  public enum Kind {
    /** A customer rents it, and it is not ours there. */
    MISSING_THERE,
    /** It is ours there, paid for, and nobody's here. */
    UNKNOWN_HERE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
