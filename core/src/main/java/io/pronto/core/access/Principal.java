package io.pronto.core.access;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import java.util.Set;

/** Who asks. */
public sealed interface Principal {
  /** The id of the account or of the key. */
  String id();

  /** How the audit log calls it ({@link io.pronto.core.db.Actor#account}). */
  String actor();

  /** Somebody who has signed in. */
  sealed interface Person extends Principal {}

  /** One of the operator's own staff. */
  record Operator(String id) implements Person {
    @Override
    public String actor() {
      return "operator:" + id;
    }
  }

  /** One of an organisation's people. */
  record Member(String id, OrganisationId organisation, Role role) implements Person {
    @Override
    public String actor() {
      return "user:" + id;
    }
  }

  /** A program of an organisation's, by its API key. */
  record Key(String id, OrganisationId organisation, Set<Scope> scopes) implements Principal {
    /** Copies the set. */
    public Key {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public String actor() {
      return "key:" + id;
    }
  }
}
