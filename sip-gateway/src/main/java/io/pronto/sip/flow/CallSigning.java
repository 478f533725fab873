package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.core.stir.Attestation;
import io.pronto.core.stir.Digits;
import io.pronto.core.stir.Passport;
import io.pronto.core.stir.PassportSigner;
import io.pronto.sip.stack.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sip.header.Header;

/**
 * Vouches for calls that go out by a trunk (RFC 8224, section 6.1): A for a customer of ours who
 * has a right to the number shown, B for one who has none, C for a call that only passes through.
 * One that is forwarded keeps what its caller's network has said, and says that it was diverted
 * (RFC 8946).
 */
final class CallSigning {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final CallIdentities identities;
  private final Directory directory;
  private final InstantSource clock;

  CallSigning(CallIdentities identities, Directory directory, InstantSource clock) {
    this.identities = identities;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * The call as it is to be shown by {@code trunk}: a forwarded one by its caller's number, where
   * the operator wants that and the caller shows one.
   */
  Destination.Outside shown(Trunk trunk, Destination.Outside outside, Caller caller) {
    return caller instanceof Caller.OfTrunk carrier && identities.of(trunk.id()).showsCallers()
        ? E164.of(carrier.number())
            .map(
                number ->
                    new Destination.Outside(
                        outside.number(), Optional.of(number), outside.emergency()))
            .orElse(outside)
        : outside;
  }

  /**
   * The Identity headers of an INVITE to {@code trunk}, and its Date; none where it wants none.
   *
   * @param organisation on whose behalf the call goes out
   */
  List<Header> headers(
      Trunk trunk,
      Destination.Outside outside,
      Optional<OrganisationId> organisation,
      Caller caller,
      SIPRequest invite) {
    var signer = identities.signer(trunk.id());
    var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    var values =
        switch (caller) {
          case Caller.OfDevice(var account, _, _, _) ->
              ours(signer, organisation, outside, origin(account.organisation().value()), now);
          case Caller.OfTrunk carrier when isTheirs(carrier, outside) ->
              forwarded(signer, outside, carrier, invite, now);
          case Caller.OfTrunk carrier -> ours(signer, organisation, outside, origin(carrier), now);
        };
    var headers = new ArrayList<Header>();
    values.forEach(value -> headers.add(Messages.header("Identity", value)));
    if (!headers.isEmpty()) {
      headers.add(Messages.header("Date", DATE.format(now)));
    }
    return headers;
  }

  /** A forwarded call that shows a number of ours is a new call to the network. */
  private List<String> ours(
      Optional<PassportSigner> signer,
      Optional<OrganisationId> organisation,
      Destination.Outside outside,
      String origin,
      Instant now) {
    return signer
        .flatMap(
            by ->
                outside
                    .shown()
                    .map(
                        shown ->
                            by.sign(
                                Passport.shaken(
                                    level(organisation, shown),
                                    Digits.canonical(shown.value()),
                                    Digits.canonical(outside.number()),
                                    origin,
                                    now))))
        .stream()
        .toList();
  }

  /** What is not known now is not vouched for, and stops no call. */
  private Attestation level(Optional<OrganisationId> organisation, E164 shown) {
    try {
      boolean right = organisation.filter(org -> directory.mayShow(org, shown)).isPresent();
      return right ? Attestation.A : Attestation.B;
    } catch (DatabaseUnavailable away) {
      return Attestation.B;
    }
  }

  /** What was said goes on as it came, whoever signs. */
  private static List<String> forwarded(
      Optional<PassportSigner> signer,
      Destination.Outside outside,
      Caller.OfTrunk carrier,
      SIPRequest invite,
      Instant now) {
    var values = new ArrayList<>(CallerVerification.headers(invite));
    var caller = Digits.canonical(carrier.number());
    var called =
        Digits.canonical(CallerVerification.number(carrier.trunk(), Identity.dialled(invite)));
    signer.ifPresent(
        by -> {
          if (values.isEmpty()) {
            values.add(
                by.sign(Passport.shaken(Attestation.C, caller, called, origin(carrier), now)));
          }
          var target = Digits.canonical(outside.number());
          values.add(by.sign(Passport.div(caller, target, called, now)));
        });
    return values;
  }

  private static boolean isTheirs(Caller.OfTrunk carrier, Destination.Outside outside) {
    return outside.shown().map(E164::value).filter(carrier.number()::equals).isPresent();
  }

  private static String origin(Caller.OfTrunk carrier) {
    return origin(carrier.trunk().id());
  }

  /** The same for every call of one customer, or of one way in, and tells strangers nothing. */
  private static String origin(String whose) {
    return UUID.nameUUIDFromBytes(whose.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
