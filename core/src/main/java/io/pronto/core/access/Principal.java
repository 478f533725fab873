package io.pronto.core.access;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import java.util.Set;

/** Who asks. */
public sealed interface Principal {
  /** The id of the account. */
  String id();

  /** How the audit log calls it ({@link io.pronto.core.db.Actor#account}). */
  default String actor() {
    return switch (this) {
      case Key key -> "key:" + key.id();
      case Operator _, Member _ -> Account.of(this).actor();
    };
  }

  /** One of the operator's own staff. */
  record Operator(String id) implements Principal {}

  /** One of an organisation's people. */
  record Member(String id, OrganisationId organisation, Role role) implements Principal {}

  /** A program of an organisation's, by its API key. */
  record Key(String id, OrganisationId organisation, Set<Scope> scopes) implements Principal {
    /** Copies the set. */
    public Key {
      scopes = Set.copyOf(scopes);
    }
  }
}
