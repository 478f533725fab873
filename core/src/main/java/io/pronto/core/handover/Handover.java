package io.pronto.core.handover;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An archive that is handed over by a link.
 *
 * @param id {@code hnd_…}
 * @param organisation whose it is; empty for the operator's
 * @param kind what it holds
 * @param about the id of what it is about
 * @param expiresAt when the link ends
 */
public record Handover(
    String id, Optional<OrganisationId> organisation, Kind kind, String about, Instant expiresAt) {

  /** What an archive holds. */
  public enum Kind {
    /** All about a person who asked for it (GDPR art. 15 and 20). */
    SUBJECT,
    /** All of an organisation whose contract ends (GDPR art. 28(3)(g)). */
    CONTRACT,
    /** What shows an organisation how its data are kept (GDPR art. 28(3)(h)). */
    EVIDENCE,
    /** What an authority may see (CPCE art. L.34-1 II bis). */
    DISCLOSURE;

    /** As it is written in SQL and JSON: {@code subject}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one that is written so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
