package io.pronto.core.breach;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What the operator has looked for, to know whom a breach affects.
 *
 * @param id {@code brt_…}
 * @param breachId {@code brc_…}
 * @param organisations the ids of those whose rows were shown
 * @param by who of the operator's staff has looked
 */
public record Trace(
    String id, String breachId, Terms terms, List<String> organisations, String by, Instant at) {
  /** Copies the list. */
  public Trace {
    organisations = List.copyOf(organisations);
  }

  /**
   * By whom or from where something was read, and when.
   *
   * @param value an id or an address, as {@code means} says
   * @param since from then on
   * @param until later, and not at that time itself any more
   */
  public record Terms(Means means, String value, Instant since, Instant until) {}

  /** By what those who read are known. */
  public enum Means {
    /** An API key, {@code key_…}, which may be gone. */
    API_KEY,
    /** One of an organisation's people, {@code usr_…}. */
    USER,
    /** A session, {@code ses_…}: what its user read from its beginning to its end. */
    SESSION,
    /** The address that requests came from, of any organisation. */
    ADDRESS,
    /** All that anybody read of an organisation, {@code org_…}. */
    ORGANISATION;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Means of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
