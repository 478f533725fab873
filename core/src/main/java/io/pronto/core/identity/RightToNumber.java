package io.pronto.core.identity;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What the ledger says of one organisation and one number.
 *
 * @param id {@code rtn_} and a ULID
 * @param note what the organisation says of it
 * @param documented whether a document came with the request
 * @param reason why it was rejected or has ended; empty otherwise
 * @param since from when on the number may be shown; empty while that is not decided
 * @param until until when; empty: until further notice
 */
public record RightToNumber(
    String id,
    OrganisationId organisation,
    E164 number,
    Proof proof,
    State state,
    String note,
    boolean documented,
    String reason,
    Instant requestedAt,
    Optional<Instant> since,
    Optional<Instant> until) {

  /** What proves the right. */
  public enum Proof {
    /** The organisation rents the number. */
    RENTED,
    /** The number was ported to us for the organisation. */
    PORTED,
    /** The operator has seen a document. */
    DOCUMENT,
    /** A code told on a call to the number came back. */
    CODE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Proof of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** How far it has come. */
  public enum State {
    /** Asked for. */
    PENDING,
    /** The number may be shown. */
    ACTIVE,
    /** The operator has said no. */
    REJECTED,
    /** Withdrawn, taken back, or over with the number's release. */
    ENDED;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
