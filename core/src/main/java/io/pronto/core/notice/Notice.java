package io.pronto.core.notice;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an organisation is told. It is never changed.
 *
 * @param id {@code ntc_…}
 * @param about the id of what it is about: a breach, a request of an authority, an audit, a change
 *     of what may be kept
 * @param facts what there is to tell, by the names of the API
 * @param dueAt before, the organisation must not know of it
 * @param toldAt empty where it has not been told
 */
public record Notice(
    String id,
    OrganisationId organisation,
    Kind kind,
    String about,
    JsonObject facts,
    Instant createdAt,
    Instant dueAt,
    Optional<Instant> toldAt) {
  /** What it tells. */
  public enum Kind {
    /** Personal data was lost, changed or seen (GDPR art. 33(2)). */
    BREACH,
    /** An authority was shown something of it. */
    DISCLOSURE,
    /** What the operator says to an audit that it wants. */
    AUDIT,
    /** The operator will allow it to keep something for less time than now. */
    RETENTION,
    /** That does not come after all. */
    RETENTION_WITHDRAWN;

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
