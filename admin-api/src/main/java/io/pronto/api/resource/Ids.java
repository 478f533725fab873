package io.pronto.api.resource;

import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/** Identifiers out of an address: one that cannot be is one that does not exist. */
final class Ids {
  private Ids() {}

  static Optional<OrganisationId> organisation(String text) {
    return Id.is("org", text) ? Optional.of(new OrganisationId(text)) : Optional.empty();
  }

  static Optional<CallId> call(String text) {
    return Id.is("call", text) ? Optional.of(new CallId(text)) : Optional.empty();
  }
}
