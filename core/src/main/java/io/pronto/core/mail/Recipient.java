package io.pronto.core.mail;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import java.util.Optional;

/**
 * Whom a mail is for.
 *
 * @param organisation empty for one of the operator's own staff
 * @param accountId {@code usr_…} or {@code opr_…}: what waits for an account goes with it
 * @param language {@code en}, {@code fr} or {@code it}
 */
public record Recipient(
    Optional<OrganisationId> organisation,
    String accountId,
    EmailAddress address,
    String name,
    String language) {}
