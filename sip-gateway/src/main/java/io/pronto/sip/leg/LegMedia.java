package io.pronto.sip.leg;

import io.pronto.core.MediaEncryption;
import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.EndpointStatistics;
import io.pronto.media.Origin;
import io.pronto.media.PacketTime;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Codecs;
import io.pronto.sip.sdp.Encryption;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.KeyAgreement;
import io.pronto.sip.sdp.LocalSession;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.sdp.Transcoding;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The sound of one leg: our endpoint, what has been offered and answered (RFC 3264), and what is
 * agreed. Directions are as seen by us.
 */
public final class LegMedia implements AutoCloseable {
  private final LocalSession session = new LocalSession();
  private final Endpoint endpoint;
  private final Codecs codecs;
  private final KeyAgreement keys = new KeyAgreement();
  private final MediaEncryption policy;
  private final Supplier<Origin> origin;
  private Encryption asked;
  private Optional<Audio> ours = Optional.empty();
  private Optional<Audio> theirs = Optional.empty();
  private Optional<Audio> proposed = Optional.empty();

  /** What we have offered, if the party has answered it. */
  private List<RtpFormat> offered = List.of();

  /**
   * Only {@code codecs} are spoken at {@code endpoint}.
   *
   * @param policy whether there is to be encryption
   * @param asked what our first offer says of it, if we make one
   * @param origin from where the party signals now
   */
  LegMedia(
      Endpoint endpoint,
      Codecs codecs,
      MediaEncryption policy,
      Encryption asked,
      Supplier<Origin> origin) {
    this.policy = policy;
    this.origin = origin;
    this.endpoint = endpoint;
    this.codecs = codecs;
    this.asked = asked;
  }

  /** Our end of the sound. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** What the party said last and we agreed to; empty before that. */
  public Optional<Audio> theirs() {
    return theirs;
  }

  /** What we said last and the party agreed to; empty before that. */
  public Optional<Audio> ours() {
    return ours;
  }

  /** Whether both are to speak: nobody holds, or is held. */
  public boolean isBothWays() {
    return Stream.of(ours, theirs)
        .allMatch(
            said -> said.map(Audio::direction).filter(Direction.SENDRECV::equals).isPresent());
  }

  /** Whether the party is to hear what we send: it does not hold. */
  public boolean hearsUs() {
    return Stream.of(ours, theirs)
        .allMatch(said -> said.map(Audio::direction).filter(Direction::sends).isPresent());
  }

  /** Whether what the party sends and is sent is encrypted. */
  public boolean isEncrypted() {
    return keys.keys().isPresent() || keys.secured().isPresent();
  }

  /** What has been measured. */
  public EndpointStatistics statistics() {
    return endpoint.statistics();
  }

  /** The name of the encoding spoken, such as {@code PCMA}; empty while nothing is agreed. */
  public String codec() {
    return ours.flatMap(o -> o.formats().stream().filter(f -> !f.isTelephoneEvent()).findFirst())
        .map(RtpFormat::encoding)
        .orElse("");
  }

  /** Says something else of encryption in an offer that is to follow a first one in vain. */
  void ask(Encryption instead) {
    asked = instead;
  }

  /** Whether the answer to our last offer may be, or must be, encrypted. */
  MediaEncryption answersMay() {
    return policy == MediaEncryption.REQUIRED ? policy : keys.asked().answers();
  }

  /**
   * Writes an offer; it holds once {@link #answered}.
   *
   * @param wanted the formats, best first; those that the party knows keep the numbers it knows
   *     them by (RFC 3264, section 8.3.2). What they can be transcoded into is added.
   */
  String offer(List<RtpFormat> wanted, Direction direction, PacketTime packetTime) {
    return offerOnly(Transcoding.offer(Formats.withKeys(wanted), codecs), direction, packetTime);
  }

  /** Writes an offer of what is agreed. */
  String repeat() {
    var agreed = ours.orElseThrow();
    return offerOnly(codecs.of(agreed.formats()), agreed.direction(), agreed.packetTime());
  }

  private String offerOnly(List<RtpFormat> formats, Direction direction, PacketTime packetTime) {
    var known = ours.map(Audio::formats).orElse(List.of());
    var protection = theirs.isPresent() ? keys.offerAgain() : keys.offer(asked);
    boolean multiplexed = theirs.map(Audio::multiplexed).orElse(asked == Encryption.HANDSHAKE);
    var offer =
        audio(Formats.numberedAs(formats, known), direction, packetTime, multiplexed)
            .with(protection);
    proposed = Optional.of(offer);
    return session.offer(offer);
  }

  /**
   * The party has answered our offer.
   *
   * @throws NotAcceptable when nothing of its answer was offered
   */
  void answered(Audio answer) throws NotAcceptable {
    var offer = proposed.or(() -> ours).orElseThrow();
    var agreed =
        answer.formats().stream()
            .filter(f -> offer.formats().stream().anyMatch(f::sameEncoding))
            .toList();
    if (!Formats.carrySpeech(agreed)) {
      throw new NotAcceptable("the answer has no format that was offered");
    }
    keys.answered(answer.protection());
    theirs = Optional.of(answer.with(agreed));
    var rtcp = answer.multiplexed() ? endpoint.rtp() : endpoint.rtcp();
    ours =
        Optional.of(offer.with(Formats.agreed(offer.formats(), agreed)).at(endpoint.rtp(), rtcp));
    proposed = Optional.empty();
    offered = offer.formats();
    expect(narrower(offer.direction(), answer.direction()));
  }

  /**
   * Answers an offer of the party.
   *
   * @param chosen the encodings agreed on, best first, under any numbers
   * @param packetTime how much sound the other party wants a packet to hold; where it says nothing,
   *     or it is we who listen, what the party itself wants is as good
   * @throws NotAcceptable when none of them was offered, nor any that they can be transcoded into
   */
  String answer(Described offer, List<RtpFormat> chosen, Direction direction, PacketTime packetTime)
      throws NotAcceptable {
    var known = offer.audio().formats();
    var common = Formats.agreed(known, codecs.of(Formats.withKeys(chosen)));
    boolean shared = Formats.carrySpeech(common);
    var agreed = shared ? common : Transcoding.answer(codecs.of(known), Formats.withKeys(chosen));
    if (!Formats.carrySpeech(agreed)) {
      throw new NotAcceptable("no format in common with the other party");
    }
    var answer =
        audio(
            agreed,
            narrower(offer.audio().direction(), direction),
            packetTime.or(offer.audio().packetTime()),
            offer.audio().multiplexed());
    var text =
        session.answer(
            offer.description(),
            offer.stream(),
            answer.with(keys.answer(offer.audio().protection())));
    var wishes = shared ? Formats.agreed(known, agreed) : Formats.agreed(agreed, known);
    theirs = Optional.of(offer.audio().with(wishes));
    ours = Optional.of(answer);
    offered = List.of();
    expect(answer.direction());
    return text;
  }

  /** Whether {@code offer} asks for nothing but what is agreed, wherever it wants it sent. */
  boolean isAgreed(Audio offer) {
    return theirs.isPresent()
        && ours.isPresent()
        && offer.direction() == theirs.get().direction()
        && offer.formats().stream()
            .filter(f -> theirs.get().formats().stream().anyMatch(f::sameEncoding))
            .map(RtpFormat::encoding)
            .toList()
            .equals(theirs.get().formats().stream().map(RtpFormat::encoding).toList());
  }

  /** Ends the sound; what has been measured can still be read. */
  @Override
  public void close() {
    endpoint.close();
  }

  private void expect(Direction direction) {
    var peer = theirs.orElseThrow();
    endpoint.expect(
        new Remote(
            peer.rtp(),
            peer.rtcp(),
            peer.formats(),
            announced(),
            direction,
            keys.keys(),
            keys.secured(),
            peer.packetTime(),
            Optional.of(origin.get())));
  }

  /**
   * What is agreed, and then the other speech that we have offered, for which we may listen still
   * (RFC 3264, section 7): Chromium says what stands first in an offer, whatever it has answered.
   */
  private List<RtpFormat> announced() {
    var agreed = ours.orElseThrow().formats();
    var others =
        offered.stream()
            .filter(f -> Formats.carrySpeech(List.of(f)))
            .filter(f -> agreed.stream().noneMatch(a -> a.payloadType() == f.payloadType()));
    return Stream.concat(agreed.stream(), others).toList();
  }

  private Audio audio(
      List<RtpFormat> formats, Direction direction, PacketTime packetTime, boolean multiplexed) {
    var rtcp = multiplexed ? endpoint.rtp() : endpoint.rtcp();
    return new Audio(endpoint.rtp(), rtcp, formats, direction, packetTime);
  }

  private static Direction narrower(Direction a, Direction b) {
    boolean sends = a.sends() && b.sends();
    boolean receives = a.receives() && b.receives();
    if (sends) {
      return receives ? Direction.SENDRECV : Direction.SENDONLY;
    }
    return receives ? Direction.RECVONLY : Direction.INACTIVE;
  }
}
