package io.pronto.sip.sdp;

import io.pronto.media.Secured;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of the session with one peer through its offers and answers (RFC 4568, section 7). Our
 * key stays the same as long as the peer's does, so that a hold changes nothing; to a new one of
 * the peer's we answer with a new one of ours, so that both sides begin anew together.
 */
public final class KeyAgreement {
  private Protection offered = Protection.PLAIN;
  private Protection spoken = Protection.PLAIN;
  private Optional<SrtpKeys> keys = Optional.empty();
  private Optional<HandshakeAgreement> handshake = Optional.empty();

  /** What both protect their packets with; plain RTP when empty. */
  public Optional<SrtpKeys> keys() {
    return keys;
  }

  /** The handshake that keys come from, in place of keys that were written. */
  public Optional<Secured> secured() {
    return handshake.flatMap(HandshakeAgreement::agreed);
  }

  /** What was said in our last offer. */
  public Encryption asked() {
    return offered.encryption();
  }

  /** What our first offer says, with a key for each profile. */
  public Protection offer(Encryption encryption) {
    offered =
        switch (encryption) {
          case NONE -> Protection.PLAIN;
          case OFFERED, DEMANDED -> new Protection(encryption, keysForEachProfile());
          case HANDSHAKE -> Protection.by(handshake().offer());
        };
    return offered;
  }

  /** What a later offer of ours says: that all stays as it is. */
  public Protection offerAgain() {
    offered = secured().isPresent() ? Protection.by(handshake().offer()) : spoken;
    return offered;
  }

  /**
   * The peer has answered our last offer.
   *
   * @throws NotAcceptable when there must be encryption, and it took none of our keys
   */
  public void answered(Protection answer) throws NotAcceptable {
    if (offered.handshake().isPresent()) {
      var theirs =
          answer
              .handshake()
              .orElseThrow(() -> new NotAcceptable("the answer has no fingerprint, or no setup"));
      handshake().answered(theirs);
      spoken = offered;
      keys = Optional.empty();
      return;
    }
    var theirs = offered.keys().isEmpty() ? Optional.<Crypto>empty() : answer.best();
    if (theirs.isEmpty() && offered.encryption() != Encryption.DEMANDED) {
      speakPlainly();
      return;
    }
    var ours = theirs.flatMap(offered::answeredBy);
    if (ours.isEmpty()) {
      throw new NotAcceptable("the answer takes none of the keys that were offered");
    }
    agree(offered.encryption(), ours.get(), theirs.get());
  }

  /**
   * What our answer says to an offer of the peer's.
   *
   * @param offer one that may be accepted: it has a key, or need not have one
   */
  public Protection answer(Protection offer) {
    if (offer.handshake().isPresent()) {
      spoken = Protection.by(handshake().answer(offer.handshake().get()));
      keys = Optional.empty();
      return spoken;
    }
    var theirs = offer.best();
    if (theirs.isEmpty()) {
      speakPlainly();
    } else {
      agree(offer.encryption(), ours(theirs.get()), theirs.get());
    }
    return spoken;
  }

  private Crypto ours(Crypto theirs) {
    var kept = keys.filter(before -> before.theirs().equals(theirs.key())).map(SrtpKeys::ours);
    return new Crypto(theirs.tag(), kept.orElseGet(() -> SrtpKey.next(theirs.key().profile())));
  }

  private HandshakeAgreement handshake() {
    if (handshake.isEmpty()) {
      handshake = Optional.of(new HandshakeAgreement());
    }
    return handshake.get();
  }

  private void agree(Encryption encryption, Crypto ours, Crypto theirs) {
    spoken = new Protection(encryption, List.of(ours));
    keys = Optional.of(new SrtpKeys(ours.key(), theirs.key(), theirs.identifierBytes()));
    handshake = Optional.empty();
  }

  private void speakPlainly() {
    spoken = Protection.PLAIN;
    keys = Optional.empty();
    handshake = Optional.empty();
  }

  private static List<Crypto> keysForEachProfile() {
    var lines = new ArrayList<Crypto>();
    for (var profile : SrtpProfile.values()) {
      lines.add(new Crypto(lines.size() + 1, SrtpKey.next(profile)));
    }
    return lines;
  }
}
