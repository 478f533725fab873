package io.pronto.core.mail;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import java.util.Optional;

/**
 * A mail that somebody has taken from the queue.
 *
 * @param organisation whose it is; empty for one to the operator's own staff
 */
record QueuedMail(
    String id,
    Optional<OrganisationId> organisation,
    String kind,
    int attempts,
    EmailAddress to,
    String language,
    LetterText text) {
  /** Leaves out whom and what. */
  @Override
  public String toString() {
    return id;
  }
}
