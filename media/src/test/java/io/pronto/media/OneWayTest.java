package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.MediaEvent.OneWay;
import io.pronto.media.MediaEvent.Restored;
import io.pronto.media.relay.Settled;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is missed, who is not, and from where who was missed may come back. */
class OneWayTest {
  private static final RtpFormat NOISE = new RtpFormat(13, "CN", 8000);
  private static final RtpFormat G729 = new RtpFormat(18, "G729", 8000);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Thread> speaking = new ArrayList<>();
  private Relay relay;

  /** A party and our end of it. */
  private record Party(Peer peer, Endpoint endpoint) {
    void say(byte[] packet) throws IOException {
      peer.say(endpoint, packet);
    }
  }

  /** Something said every 20 ms. */
  private interface Speech {
    void say() throws IOException;
  }

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 45_500, 45_599, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() throws Exception {
    for (var thread : speaking) {
      thread.interrupt();
      thread.join();
    }
    for (var each : opened) {
      each.close();
    }
    relay.close();
  }

  @Test
  void whoIsMuteOrHoldsOrMayFallSilentIsNotMissed() throws Exception {
    var muted = party(Peer.PCMA);
    talkTo(muted);
    var silence = new byte[160];
    Arrays.fill(silence, (byte) 0xD5);
    speak(() -> muted.say(with(muted.peer().speech(), silence)));
    for (var direction : List.of(Direction.RECVONLY, Direction.SENDONLY, Direction.INACTIVE)) {
      var holding = party(Peer.PCMA);
      talkTo(holding);
      holding.endpoint().expect(holding.peer().remote(direction, Peer.PCMA));
    }
    var pausing = party(Peer.PCMA, NOISE);
    talkTo(pausing);
    pausing.say(pausing.peer().speech());
    var skipping = party(Peer.PCMA, G729);
    talkTo(skipping);
    skipping.say(skipping.peer().speech(18));
    var unasked = party(Peer.PCMA);
    talkTo(unasked);
    unasked.say(unasked.peer().speech(13));

    assertThat(missedUntilTheNextWouldBe()).isEmpty();
  }

  @Test
  void whoMayFallSilentAndNeverSaidAnythingIsMissed() throws Exception {
    var pausing = party(Peer.PCMA, NOISE);
    talkTo(pausing);

    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(pausing.endpoint());
  }

  @Test
  void whoIsBridgedAgainIsMissedNoMoreUntilThatLasts() throws Exception {
    var mute = party(Peer.PCMA);
    var other = party(Peer.PCMA);
    relay.service.bridge(mute.endpoint(), other.endpoint());
    speak(() -> other.say(other.peer().speech()));
    relay.event(OneWay.class);

    relay.service.bridge(mute.endpoint(), other.endpoint());

    assertThat(relay.event(Restored.class)).isEqualTo(new Restored(mute.endpoint(), false));
    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(mute.endpoint());
  }

  @Test
  void whoSpeaksG729WithoutAnnexBIsMissed() throws Exception {
    var steady = party(new RtpFormat(18, "G729", 8000, 1, "annexb=no"));
    talkTo(steady);
    steady.say(steady.peer().speech(18));

    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(steady.endpoint());
  }

  @Test
  void whoWasOfferedG729AndSpeaksAnythingElseIsMissed() throws Exception {
    var peer = peer("127.0.0.1");
    var agreed = List.of(Peer.PCMA);
    var remote =
        new Remote(
            peer.address(),
            peer.controlAddress(),
            agreed,
            List.of(Peer.PCMA, G729),
            Direction.SENDRECV);
    var steady = new Party(peer, relay.open(remote));
    talkTo(steady);
    steady.say(peer.speech());

    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(steady.endpoint());
  }

  @Test
  void annexBIsOffWhicheverSideSaysSo() throws Exception {
    var peer = peer("127.0.0.1");
    var remote =
        new Remote(
            peer.address(),
            peer.controlAddress(),
            List.of(new RtpFormat(18, "G729", 8000, 1, "annexb=no")),
            List.of(G729),
            Direction.SENDRECV);
    var steady = new Party(peer, relay.open(remote));
    talkTo(steady);
    steady.say(peer.speech(18));

    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(steady.endpoint());
  }

  @Test
  void whoIsSilentStillAfterAHoldIsMissedAgain() throws Exception {
    var silent = party(Peer.PCMA);
    talkTo(silent);
    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(silent.endpoint());

    silent.endpoint().expect(silent.peer().remote(Direction.RECVONLY, Peer.PCMA));
    silent.endpoint().expect(silent.peer().remote());

    assertThat(relay.event(OneWay.class).endpoint()).isSameAs(silent.endpoint());
  }

  @Test
  void whoComesBackByItselfIsToldWithoutHavingMoved() throws Exception {
    var silent = party(Peer.PCMA);
    talkTo(silent);
    relay.event(OneWay.class);

    silent.say(silent.peer().speech());

    assertThat(relay.event(Restored.class)).isEqualTo(new Restored(silent.endpoint(), false));
  }

  @Test
  void aNewPortOfTheSameHostIsFoundAndHearsTheOther() throws Exception {
    var lost = party(Peer.PCMA);
    lost.say(lost.peer().speech());
    talkTo(lost);
    relay.event(OneWay.class);
    var elsewhere = peer("127.0.0.1");
    elsewhere.say(lost.endpoint());
    Relay.await("a stranger still", () -> lost.endpoint().statistics().strangers() == 1);

    seek(lost.endpoint());
    elsewhere.say(lost.endpoint());

    assertThat(relay.event(Restored.class)).isEqualTo(new Restored(lost.endpoint(), true));
    assertThat(elsewhere.hear()).hasSize(172);
  }

  @Test
  void anotherHostIsAStrangerUnlessSignallingCameFromThere() throws Exception {
    var lost = party(Peer.PCMA);
    lost.say(lost.peer().speech());
    talkTo(lost);
    relay.event(OneWay.class);
    var elsewhere = peer("127.0.0.2");
    var scanner = peer("127.0.0.3");

    seek(lost.endpoint());
    elsewhere.say(lost.endpoint());
    Relay.await("a stranger", () -> lost.endpoint().statistics().strangers() == 1);
    lost.endpoint().seek(elsewhere.address().getAddress());
    Settled.await(lost.endpoint().forwarder());
    scanner.say(lost.endpoint());
    Relay.await("another", () -> lost.endpoint().statistics().strangers() == 2);
    elsewhere.say(lost.endpoint());

    assertThat(relay.event(Restored.class)).isEqualTo(new Restored(lost.endpoint(), true));
  }

  @Test
  void whoHasTheKeysMayComeBackFromAnyHostAndNobodyElse() throws Exception {
    var theirs = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    var ours = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    var cipherer = new Cipherer(theirs, ours);
    var peer = peer("127.0.0.1");
    var lost = new Party(peer, relay.open(peer.remote().with(new SrtpKeys(ours, theirs))));
    talkTo(lost);
    relay.event(OneWay.class);
    var elsewhere = peer("127.0.0.2");
    seek(lost.endpoint());

    elsewhere.say(lost.endpoint());
    Relay.await("not authentic", () -> lost.endpoint().statistics().forged() == 1);
    elsewhere.say(lost.endpoint(), cipherer.protect(elsewhere.speech()));

    assertThat(relay.event(Restored.class)).isEqualTo(new Restored(lost.endpoint(), true));
  }

  @Test
  void onceHeardAgainItIsThereAndNowhereElse() throws Exception {
    var lost = party(Peer.PCMA);
    seek(lost.endpoint());
    lost.say(lost.peer().speech());
    Relay.await("heard", () -> lost.endpoint().statistics().packetsReceived() == 1);

    peer("127.0.0.1").say(lost.endpoint());

    Relay.await("a stranger", () -> lost.endpoint().statistics().strangers() == 1);
  }

  /** Who is missed before, and while, somebody is who falls silent only now. */
  private List<Endpoint> missedUntilTheNextWouldBe() throws Exception {
    var last = party(Peer.PCMA);
    talkTo(last);
    var missed = new HashSet<Endpoint>();
    for (var told = relay.event(OneWay.class).endpoint();
        told != last.endpoint();
        told = relay.event(OneWay.class).endpoint()) {
      missed.add(told);
    }
    return List.copyOf(missed);
  }

  private void talkTo(Party party) throws IOException {
    var other = party(Peer.PCMA);
    relay.service.bridge(party.endpoint(), other.endpoint());
    speak(() -> other.say(other.peer().speech()));
  }

  private Party party(RtpFormat... formats) throws IOException {
    var peer = peer("127.0.0.1");
    return new Party(peer, relay.open(peer.remote(Direction.SENDRECV, formats)));
  }

  private Peer peer(String host) throws IOException {
    var peer = new Peer(Relay.resolve(host));
    opened.add(peer);
    return peer;
  }

  private void seek(Endpoint endpoint) {
    endpoint.seek();
    Settled.await(endpoint.forwarder());
  }

  private void speak(Speech speech) {
    speaking.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      speech.say();
                      Thread.sleep(20);
                    }
                  } catch (IOException | InterruptedException over) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private static byte[] with(byte[] packet, byte[] payload) {
    System.arraycopy(payload, 0, packet, 12, payload.length);
    return packet;
  }
}
