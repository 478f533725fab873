package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication;
import io.pronto.core.device.Account;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Line;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.core.stir.Verdict;
import io.pronto.sip.leg.Counterpart;
import io.pronto.sip.leg.OutboundLeg.Invitation;
import io.pronto.sip.registrar.Target;
import io.pronto.sip.sdp.Codecs;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.trunk.CarrierUri;
import io.pronto.sip.trunk.Trunks;
import io.pronto.sip.wire.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the INVITEs of called legs: to whom, and as whom. Nothing of the caller's own request but
 * what is meant for the party called goes into them (RFC 7092: no Via, Contact or Call-ID of the
 * other leg).
 */
final class Invitations {
  private static final Logger LOG = LoggerFactory.getLogger(Invitations.class);
  private static final int HOPS = 70;
  private static final String NOBODY = "anonymous.invalid";

  private final SipStack stack;
  private final Directory directory;
  private final Registrations registrations;
  private final Trunks trunks;
  private final CallSigning signing;

  Invitations(
      SipStack stack,
      Directory directory,
      Registrations registrations,
      Trunks trunks,
      CallSigning signing) {
    this.trunks = trunks;
    this.stack = stack;
    this.directory = directory;
    this.registrations = registrations;
    this.signing = signing;
  }

  /**
   * One for each binding of the user's devices; those that cannot be reached are left out.
   *
   * @param name by which the caller is shown; empty when by none
   * @throws RedisUnavailable when none can be, and it is not known whether another could
   */
  List<Invitation> toDevices(Line line, Caller caller, String name, IncomingRequest invite) {
    var invitations = new ArrayList<Invitation>();
    var unknown = Optional.<RedisUnavailable>empty();
    for (var device : line.devices()) {
      try {
        for (var binding : registrations.of(device)) {
          toDevice(binding, caller, name, invite.request()).ifPresent(invitations::add);
        }
      } catch (RedisUnavailable away) {
        unknown = Optional.of(away);
      }
    }
    if (invitations.isEmpty() && unknown.isPresent()) {
      throw unknown.get();
    }
    return invitations;
  }

  /**
   * One to the outside by {@code trunk}; empty when the way to it cannot be found.
   *
   * @param organisation on whose behalf the call goes out
   */
  Optional<Invitation> toTrunk(
      Trunk trunk,
      Destination.Outside wanted,
      Optional<OrganisationId> organisation,
      Caller caller,
      IncomingRequest invite) {
    var outside = signing.shown(trunk, wanted, caller);
    try {
      var number = trunk.policy().numbers().called(outside.number());
      var target = CarrierUri.of(trunk, number);
      var flow = stack.route(target);
      trunks.reached(trunk, flow);
      var host = domain(trunk, flow);
      return Optional.of(
          new Invitation(
              shown(trunk, outside, caller, host),
              Messages.address(CarrierUri.of(trunk, number)),
              target,
              List.of(),
              List.of(flow),
              hops(invite.request()),
              Stream.concat(
                      identity(trunk, outside, caller, host).stream(),
                      signing
                          .headers(trunk, outside, organisation, caller, invite.request())
                          .stream())
                  .toList(),
              outside.emergency() ? forHelp(trunk) : counterpart(trunk)));
    } catch (SendFailed e) {
      LOG.atWarn()
          .addKeyValue("trunk", trunk.name())
          .log("A trunk is not reached: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Our host as whoever {@code invitation} goes to sees it. */
  String host(Invitation invitation) {
    return stack.contact(invitation.flows().getFirst()).getHost();
  }

  /** The carrier's side of a call, whichever way it goes. */
  Counterpart counterpart(Trunk trunk) {
    return counterpart(trunk, Codecs.only(trunk.policy().codecs()));
  }

  /** The same in a call for help, which is not to fail for want of a codec that may be spoken. */
  private Counterpart forHelp(Trunk trunk) {
    return counterpart(trunk, Codecs.only(trunk.policy().codecs()).andOthers());
  }

  private Counterpart counterpart(Trunk trunk, Codecs codecs) {
    return new Counterpart(
        trunk.name(),
        !trunk.transport().equals("udp"),
        codecs,
        trunk.policy().encryption(),
        trunks.credentials(trunk),
        Optional.empty(),
        Optional.of(trunk.id()));
  }

  /** Whose numbers ours are: the carrier's, where we are its customer by a password. */
  private String domain(Trunk trunk, Flow flow) {
    return trunk.authentication() instanceof TrunkAuthentication.ByRegistration
        ? CarrierUri.host(trunk)
        : stack.contact(flow).getHost();
  }

  private Optional<Invitation> toDevice(
      Binding binding, Caller caller, String callerName, SIPRequest invite) {
    try {
      var target = Target.of(binding);
      var name = binding.addressOfRecord();
      return Optional.of(
          new Invitation(
              from(caller, callerName, name.domain()),
              Messages.address(Messages.sipUri(name.username(), name.domain())),
              target.uri(),
              binding.path().stream().map(Messages::uri).map(Messages::address).toList(),
              target.flows(stack),
              hops(invite),
              verified(caller, name.domain()),
              Counterpart.phone(
                  name.toString(),
                  directory.encryption(name),
                  directory.account(name).map(Account::deviceId))));
    } catch (SendFailed e) {
      LOG.atInfo()
          .addKeyValue("device", binding.addressOfRecord())
          .log("A device is not reached: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A colleague is shown by extension, anybody else by number; each can be called back so. */
  private static Address from(Caller caller, String name, String domain) {
    return switch (caller) {
      case Caller.OfDevice(_, var line, _, var anonymous) ->
          anonymous ? anonymous() : named(name, Messages.sipUri(line.extension(), domain));
      case Caller.OfTrunk outside when !outside.number().isEmpty() ->
          named(name, Messages.sipUri(outside.number(), domain));
      case Caller.OfTrunk _ -> anonymous();
    };
  }

  private static Address named(String name, SipURI uri) {
    return name.isEmpty() ? Messages.address(uri) : Messages.address(name, uri);
  }

  /** A phone that knows of it shows whether the number is proved (ATIS-1000074). */
  private static List<Header> verified(Caller caller, String domain) {
    return caller instanceof Caller.OfTrunk carrier
            && !carrier.identity().equals(Verdict.UNASKED)
            && carrier.number().matches("\\+?\\d+")
        ? List.of(
            Messages.header(
                "P-Asserted-Identity",
                "<sip:%s;verstat=%s@%s;user=phone>"
                    .formatted(carrier.number(), carrier.identity().verstat(), domain)))
        : List.of();
  }

  private static Address shown(
      Trunk trunk, Destination.Outside outside, Caller caller, String host) {
    return outside.shown().isEmpty() || isAnonymous(caller)
        ? anonymous()
        : Messages.address(
            Messages.sipUri(trunk.policy().numbers().caller(outside.shown().get()), host));
  }

  /** The carrier is told who calls even when the party called is not (RFC 3325). */
  private static List<Header> identity(
      Trunk trunk, Destination.Outside outside, Caller caller, String host) {
    var headers = new ArrayList<Header>();
    outside
        .shown()
        .map(trunk.policy().numbers()::caller)
        .ifPresent(
            number ->
                headers.add(
                    Messages.header("P-Asserted-Identity", "<sip:" + number + '@' + host + '>')));
    if (isAnonymous(caller)) {
      headers.add(Messages.header("Privacy", "id"));
    }
    return headers;
  }

  private static boolean isAnonymous(Caller caller) {
    return caller instanceof Caller.OfDevice device && device.anonymous();
  }

  private static Address anonymous() {
    return Messages.address("Anonymous", Messages.sipUri("anonymous", NOBODY));
  }

  /**
   * A call that goes round in a circle through us ends as one through proxies would (RFC 3261,
   * 16.3).
   */
  private static int hops(SIPRequest invite) {
    var hops = invite.getMaxForwards();
    return hops == null ? HOPS : Math.min(HOPS, hops.getMaxForwards() - 1);
  }
}
