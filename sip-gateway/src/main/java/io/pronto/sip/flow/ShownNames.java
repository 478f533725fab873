package io.pronto.sip.flow;

import io.pronto.core.contact.CallerNames;
import io.pronto.core.contact.DisplayName;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Caller;
import io.pronto.core.rules.Presentation;
import io.pronto.core.stir.Verdict;

/**
 * By which name whoever is called is shown the caller: a colleague by its own; somebody outside as
 * the contacts of the organisation called have it, or else as the carrier says, if that is a name.
 * Who hides has none, nor has a number that failed its verification: it may be anybody's, and a
 * name that we add would vouch for it.
 */
final class ShownNames {
  private final CallerNames contacts;

  ShownNames(CallerNames contacts) {
    this.contacts = contacts;
  }

  /** The name of {@code caller} for {@code organisation}; empty when it is shown none. */
  String of(OrganisationId organisation, Caller caller) {
    return switch (caller) {
      case Caller.OfDevice(_, var line, _, var anonymous) ->
          anonymous ? "" : DisplayName.of(line.name(), "");
      case Caller.OfTrunk outside -> mayBeNamed(outside) ? name(organisation, outside) : "";
    };
  }

  private static boolean mayBeNamed(Caller.OfTrunk outside) {
    return outside.presentation() == Presentation.SHOWN
        && outside.identity().outcome() != Verdict.Outcome.FAILED;
  }

  private String name(OrganisationId organisation, Caller.OfTrunk outside) {
    return E164.of(outside.number())
        .flatMap(number -> contacts.of(organisation, number))
        .orElseGet(() -> DisplayName.ofNetwork(outside.name()));
  }
}
