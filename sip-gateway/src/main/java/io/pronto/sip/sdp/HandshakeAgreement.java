package io.pronto.sip.sdp;

import io.pronto.media.Secured;
import io.pronto.media.dtls.DtlsAssociation;
import io.pronto.media.dtls.DtlsIdentity;
import io.pronto.media.ice.IceCredentials;
import io.pronto.media.ice.IceTerms;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handshake of the session with one peer through its offers and answers (RFC 8842). The roles
 * stay as they are for as long as the peer's certificate does, whoever offers.
 */
final class HandshakeAgreement {
  private static final String MID = "0";

  private final DtlsIdentity identity = DtlsIdentity.current();

  /** A browser that is not told whom it will hear may stay deaf to it after a hold. */
  private final int source = ThreadLocalRandom.current().nextInt();

  private IceCredentials credentials = IceCredentials.next();
  private Optional<Handshake> theirs = Optional.empty();
  private Optional<Secured> agreed = Optional.empty();

  /** What the sound is secured by; empty while nothing is agreed. */
  Optional<Secured> agreed() {
    return agreed;
  }

  /** What our offer says: as a browser must be offered it, or that all stays as it is. */
  Handshake offer() {
    return theirs
        .map(peer -> ours(peer, Setup.ACTPASS))
        .orElseGet(
            () ->
                new Handshake(
                    Handshake.PROFILE,
                    Setup.ACTPASS,
                    List.of(identity.fingerprint()),
                    Optional.of(credentials),
                    true,
                    Optional.empty(),
                    true,
                    Optional.of(MID),
                    true,
                    OptionalInt.of(source)));
  }

  /**
   * The peer has answered our offer.
   *
   * @throws NotAcceptable when it does not say who begins
   */
  void answered(Handshake answer) throws NotAcceptable {
    if (answer.setup() == Setup.ACTPASS) {
      throw new NotAcceptable("the answer does not say who begins the handshake");
    }
    agree(answer, answer.setup() == Setup.PASSIVE);
  }

  /** What our answer says to an offer of the peer's. */
  Handshake answer(Handshake offer) {
    if (isRestart(offer)) {
      credentials = IceCredentials.next();
    }
    agree(offer, begins(offer));
    return ours(offer, agreed.orElseThrow().dtls().active() ? Setup.ACTIVE : Setup.PASSIVE);
  }

  /** Other credentials of the peer's: it seeks us anew (RFC 8445, section 9). */
  private boolean isRestart(Handshake offer) {
    return theirs.flatMap(Handshake::ice).isPresent()
        && !theirs.flatMap(Handshake::ice).equals(offer.ice());
  }

  private boolean begins(Handshake offer) {
    return switch (offer.setup()) {
      case ACTIVE -> false;
      case PASSIVE -> true;
      case ACTPASS ->
          agreed
              .map(Secured::dtls)
              .filter(before -> before.theirs().equals(offer.fingerprints()))
              .filter(before -> before.id().equals(association(offer)))
              .map(DtlsAssociation::active)
              .orElse(true);
    };
  }

  /** That before stays where the peer names none: some do so in their offers alone. */
  private Optional<String> association(Handshake peer) {
    return peer.tlsId().or(() -> agreed.map(Secured::dtls).flatMap(DtlsAssociation::id));
  }

  private void agree(Handshake peer, boolean active) {
    theirs = Optional.of(peer);
    var dtls = new DtlsAssociation(identity, peer.fingerprints(), active, association(peer));
    var ice = peer.ice().map(their -> new IceTerms(credentials, their, peer.lite()));
    agreed = Optional.of(new Secured(dtls, ice, source));
  }

  private Handshake ours(Handshake peer, Setup setup) {
    return new Handshake(
        peer.profile(),
        setup,
        List.of(identity.fingerprint()),
        peer.ice().map(_ -> credentials),
        true,
        Optional.empty(),
        peer.multiplexed(),
        peer.mid(),
        peer.bundled(),
        OptionalInt.of(source));
  }
}
