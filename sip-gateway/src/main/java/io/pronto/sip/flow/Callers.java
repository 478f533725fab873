package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.device.Account;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Directory;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.registrar.DigestAuthenticator;
import io.pronto.sip.registrar.Verdict;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.trunk.Origins;
import java.util.Optional;
import javax.sip.address.SipURI;

/**
 * Finds out who calls. A request in the name of an organisation's domain is a device's and must
 * prove it; any other must come by a trunk.
 */
final class Callers {
  private final Directory directory;
  private final Origins origins;
  private final DigestAuthenticator authenticator;
  private final Guard guard;
  private final CallerVerification verification;

  Callers(
      Directory directory,
      Origins origins,
      DigestAuthenticator authenticator,
      Guard guard,
      CallerVerification verification) {
    this.directory = directory;
    this.origins = origins;
    this.authenticator = authenticator;
    this.guard = guard;
    this.verification = verification;
  }

  /** Who it is, or what is answered instead. */
  sealed interface Identified {
    /** Somebody who may call. */
    record As(Caller caller, String name) implements Identified {}

    /** Nobody known yet, or nobody welcome. */
    record Not(SIPResponse response) implements Identified {}
  }

  /** Tells who sent {@code invite}. Blocks while facts are read. */
  Identified identify(IncomingRequest invite) {
    var from = Identity.from(invite.request());
    var organisation = directory.organisation(from.host());
    if (organisation.isPresent()) {
      return device(invite, organisation.get());
    }
    var trunk = origins.of(invite);
    if (trunk.isPresent()) {
      return ofTrunk(invite, trunk.get());
    }
    var asNobody = nobodys(invite.request(), from);
    if (asNobody.isPresent()) {
      return device(invite, asNobody.get());
    }
    guard.failed(invite.source(), "INVITE from nobody we know");
    return new Identified.Not(Messages.response(invite.request(), 403, "Not a domain of ours"));
  }

  private Identified ofTrunk(IncomingRequest invite, Trunk trunk) {
    var verdict = verification.of(trunk, invite);
    var refusal = verification.refusal(trunk, invite, verdict);
    if (refusal.isPresent()) {
      return new Identified.Not(refusal.get());
    }
    var showing = Showing.of(invite.request(), trunk.policy().numbers());
    return new Identified.As(
        new Caller.OfTrunk(
            trunk,
            showing.number(),
            showing.name(),
            showing.presentation(),
            showing.known(),
            verdict),
        trunk.name());
  }

  /**
   * A phone that shows nobody in From is of the domain that it calls (RFC 3323, section 4.1), or,
   * where what it calls has none, of that in which it would like to be known.
   */
  private Optional<Directory.Organisation> nobodys(SIPRequest invite, Identity from) {
    if (!from.host().equals("anonymous.invalid")) {
      return Optional.empty();
    }
    return invite.getRequestURI() instanceof SipURI uri
        ? directory.organisation(uri.getHost())
        : Identity.preferred(invite).flatMap(phone -> directory.organisation(phone.host()));
  }

  private Identified device(IncomingRequest invite, Directory.Organisation organisation) {
    return switch (authenticator.authenticate(invite, Optional.of(organisation))) {
      case Verdict.Accepted(var account) -> accepted(invite, account, organisation);
      case Verdict.Challenge(var response) -> new Identified.Not(response);
      case Verdict.Refused(var response) -> new Identified.Not(response);
      case Verdict.Unavailable(var response) -> new Identified.Not(response);
    };
  }

  private Identified accepted(
      IncomingRequest invite, Account account, Directory.Organisation organisation) {
    var line = directory.line(account.organisation(), account.userId());
    if (line.isEmpty() || !account.organisation().equals(organisation.id())) {
      return new Identified.Not(Messages.response(invite.request(), 403));
    }
    var request = invite.request();
    var shown =
        Identity.preferred(request)
            .or(() -> Optional.of(Identity.from(request)))
            .filter(identity -> !identity.user().equals(account.addressOfRecord().username()))
            .flatMap(identity -> identity.number(organisation.country()));
    return new Identified.As(
        new Caller.OfDevice(account, line.get(), shown, Identity.withheld(request)),
        account.addressOfRecord().toString());
  }
}
