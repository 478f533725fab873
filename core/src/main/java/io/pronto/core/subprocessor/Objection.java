package io.pronto.core.subprocessor;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an organisation has against a notice. Until it is withdrawn it keeps the organisation's data
 * off the subprocessor, from when the notice takes effect on.
 *
 * @param id {@code sob_…}
 * @param notice what it is against
 * @param reason in the organisation's words, 1 to 4,000 characters
 * @param raisedBy the id of an account or an API key
 */
public record Objection(
    String id,
    OrganisationId organisation,
    SubprocessorNotice notice,
    String reason,
    String raisedBy,
    Instant raisedAt,
    Optional<Answer> answer,
    Optional<Instant> withdrawnAt) {
  /**
   * What the operator says to it.
   *
   * @param text in words, 1 to 4,000 characters
   * @param by the id of an account of the operator's
   */
  public record Answer(Way way, String text, String by, Instant at) {}

  /** What the operator offers. */
  public enum Way {
    /** Another is used in its place. */
    ALTERNATIVE,
    /** It is set up so that the subprocessor is not used. */
    CONFIGURATION,
    /** The organisation may end its contract. */
    LEAVE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Way of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether it has not been withdrawn. */
  public boolean stands() {
    return withdrawnAt.isEmpty();
  }
}
