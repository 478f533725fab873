package io.pronto.core.proof;

import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/**
 * One chain: that of an organisation, or the operator's own.
 *
 * @param organisation empty for the operator's
 */
public record Chain(Kind kind, Optional<OrganisationId> organisation) {
  /** What its links are. */
  public enum Kind {
    DESTRUCTION_CERTIFICATES("destruction_certificates"),
    AUDIT_EVENTS("audit_events");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As a head says it. */
    public String text() {
      return text;
    }

    static Kind of(String text) {
      for (var kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No chain is of " + text);
    }
  }

  /** As its links name it: the id of the organisation, or {@code operator}. */
  public String name() {
    return organisation.map(OrganisationId::value).orElse("operator");
  }
}
