package io.pronto.core.access;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;

/** Who has signed in. */
public sealed interface Principal {
  /** The id of the account. */
  String id();

  /** How the audit log calls it ({@link io.pronto.core.db.Actor#account}). */
  default String actor() {
    return Account.of(this).actor();
  }

  /** One of the operator's own staff. */
  record Operator(String id) implements Principal {}

  /** One of an organisation's people. */
  record Member(String id, OrganisationId organisation, Role role) implements Principal {}
}
