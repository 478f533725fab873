package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/**
 * Somebody's account, of whichever realm.
 *
 * @param organisation empty for one of the operator's own
 * @param id {@code usr_…} or {@code opr_…}
 */
record Account(Optional<OrganisationId> organisation, String id) {
  static Account of(Principal.Person person) {
    return switch (person) {
      case Principal.Operator operator -> new Account(Optional.empty(), operator.id());
      case Principal.Member member -> new Account(Optional.of(member.organisation()), member.id());
    };
  }

  /** Does {@code work} in a transaction of its realm. */
  <T> T in(Database database, Work<T> work) {
    return organisation.isPresent()
        ? database.in(organisation.get(), work)
        : database.asOperator(work);
  }

  /** The column that names it where accounts of both realms are named. */
  String column() {
    return organisation.isPresent() ? "user_id" : "operator_id";
  }

  /** The table that has it. */
  String table() {
    return organisation.isPresent() ? "user_account" : "operator_account";
  }

  /** How the audit log calls it ({@link io.pronto.core.db.Actor#account}). */
  String actor() {
    return noun() + ':' + id;
  }

  /** What the audit log calls an account of its realm. */
  String noun() {
    return organisation.isPresent() ? "user" : "operator";
  }
}
