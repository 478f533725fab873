package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Request;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationStore;

/**
 * How people write numbers: in their own country as it is dialled there, and with the country code
 * elsewhere.
 *
 * @param country of who reads them, ISO 3166 alpha-2; empty for the operator, who is of none
 */
record Notation(String country) {
  /** With the country code, whosever they are. */
  static final Notation INTERNATIONAL = new Notation("");

  /** That of the organisation that asks. */
  static Notation of(Request request, OrganisationStore organisations) {
    return organisations
        .find(request.organisation())
        .map(Organisation::country)
        .map(Notation::new)
        .orElseThrow(Problem::notFound);
  }

  /** Such as {@code 01 23 45 67 89}, or {@code +33 1 23 45 67 89} abroad. */
  String write(E164 number) {
    return NumberPlan.shown(number, country);
  }
}
