package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.identity.TrunkIdentity.Verification;
import io.pronto.core.numbering.E164;
import io.pronto.core.stir.Fault;
import io.pronto.core.stir.Told;
import io.pronto.core.stir.Verdict;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.trunk.Origins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.header.DateHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says whether a call that a trunk brings is from whom it says (RFC 8224, section 6.2). */
final class CallerVerification {
  private static final Logger LOG = LoggerFactory.getLogger(CallerVerification.class);

  private final CallIdentities identities;
  private final Origins origins;

  CallerVerification(CallIdentities identities, Origins origins) {
    this.identities = identities;
    this.origins = origins;
  }

  /** What {@code invite} proves of its caller, if the operator wants to know that of the trunk. */
  Verdict of(Trunk trunk, IncomingRequest invite) {
    if (identities.of(trunk.id()).verification() == Verification.OFF) {
      return Verdict.UNASKED;
    }
    var request = invite.request();
    var shown = Identity.asserted(request).orElseGet(() -> Identity.from(request));
    var told =
        new Told(
            number(trunk, shown.user()),
            number(trunk, origins.called(trunk, request, Identity.dialled(request))),
            date(request),
            request.getCallId().getCallId());
    var verdict = identities.verify(headers(request), told);
    if (verdict.outcome() == Verdict.Outcome.FAILED) {
      LOG.atInfo()
          .addKeyValue("trunk", trunk.name())
          .addKeyValue("fault", verdict.fault().map(Fault::code).orElse(""))
          .log("A call's identity is not proved: " + verdict.detail());
    }
    return verdict;
  }

  /** A number in the form of the carrier, read; one that is none stays as it is. */
  static String number(Trunk trunk, String written) {
    return trunk.policy().numbers().inbound(written).map(E164::value).orElse(written);
  }

  /** What is answered to a call without a good signature, where the operator insists on one. */
  Optional<SIPResponse> refusal(Trunk trunk, IncomingRequest invite, Verdict verdict) {
    if (identities.of(trunk.id()).verification() != Verification.REQUIRE) {
      return Optional.empty();
    }
    return verdict
        .fault()
        .map(fault -> Messages.response(invite.request(), fault.sipStatus(), fault.phrase()));
  }

  /** The values of Identity headers, long and compact (RFC 8224, section 4). */
  static List<String> headers(SIPRequest request) {
    return Stream.of("Identity", "y").flatMap(name -> values(request, name).stream()).toList();
  }

  private static List<String> values(SIPRequest request, String name) {
    var found = new ArrayList<String>();
    var headers = request.getHeaders(name);
    while (headers.hasNext()) {
      var text = headers.next().toString();
      found.add(text.substring(text.indexOf(':') + 1).strip());
    }
    return found;
  }

  private static Optional<Instant> date(SIPRequest request) {
    return request.getHeader(DateHeader.NAME) instanceof DateHeader date
        ? Optional.of(date.getDate().toInstant())
        : Optional.empty();
  }
}
