package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.RecordingState;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A recorded call up to its end: both parties say a burst of tone, then the caller changes its
 * codec, the recording pauses, the called party holds, or none of that, and whoever can be heard
 * says another burst.
 */
final class RecordedStory {
  static final String REASON = "Card number";

  /** What is said while nothing is kept. */
  static final int SECRET = 1_800;

  /** Milliseconds of tone, and of silence before and after it. */
  private static final int BURST = 240;

  private static final int HUSH = 130;
  private static final String FIRST_OFFER =
      """
      v=0
      o=- 1 1 IN IP4 %h
      s=-
      c=IN IP4 %h
      t=0 0
      m=audio %p RTP/AVP 8 101
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000
      """;

  /** Whether something happens, and whether it is taken back. */
  enum Step {
    NEVER,
    TO_THE_END,
    AND_BACK
  }

  /** What the caller speaks from the middle on, and whether the other follows. */
  enum Change {
    NONE(Codec.PCMA, Codec.PCMA),
    FOLLOWED(Codec.G722, Codec.G722, Codec.PCMA),
    TRANSCODED(Codec.OPUS, Codec.PCMA);

    private final Codec to;
    private final Codec[] others;

    Change(Codec to, Codec... others) {
      this.to = to;
      this.others = others;
    }
  }

  /** A tone that one party has said: when its hush began, as {@link System#nanoTime} counts. */
  record Burst(int hertz, OptionalLong at) {}

  /** What both have said at about the same time. */
  record Bursts(Burst caller, Burst called) {}

  /** From before something was asked for until it has surely ended. */
  private static final class Span {
    private boolean begun;
    private long from;
    private OptionalLong to = OptionalLong.empty();

    void begin() {
      begun = true;
      from = System.nanoTime();
    }

    void end() {
      to = OptionalLong.of(System.nanoTime());
    }

    /** How long it has been, until now where it goes on. */
    long millis() {
      return begun ? (to.orElseGet(System::nanoTime) - from) / 1_000_000 : 0;
    }
  }

  final Step pause;
  final Step hold;
  final Change change;
  final Town town = new Town();
  final String number;
  private final Span paused = new Span();
  private final Span held = new Span();
  private boolean mute;
  Bursts first;
  Bursts last;

  private final Exchange exchange;
  private final TestPhone carrier;
  private final TestPhone phone;
  private Conversation conversation;

  /** Rents a number and registers a phone that it rings. */
  RecordedStory(Exchange exchange, String carrierAddress, Step pause, Step hold, Change change) {
    this.exchange = exchange;
    this.pause = pause;
    this.hold = hold;
    this.change = change;
    var resident = town.resident("102");
    number = town.number(resident, "all", false).value();
    phone = exchange.phone(resident.credentials()).speaking(change.others);
    carrier = exchange.carrier(carrierAddress).speaking(change.to, Codec.PCMA);
  }

  PhoneCall caller() {
    return conversation.caller();
  }

  PhoneCall called() {
    return conversation.called();
  }

  /** How long the recording may have been paused, in milliseconds. */
  long pausedAtMost() {
    return paused.millis();
  }

  /** How long the caller may have been held, in milliseconds. */
  long heldAtMost() {
    return held.millis();
  }

  /** Tells all but the end. */
  void tell() {
    conversation = Conversation.between(carrier, phone, Invite.to(number).offering(FIRST_OFFER));
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    caller().awaitHeard(100);
    called().awaitHeard(100);
    first = bothSay(440, 1_000);
    if (change != Change.NONE) {
      changeCodec();
    }
    if (pause != Step.NEVER) {
      paused.begin();
      exchange.record(town.organisation(), RecordingState.PAUSED, REASON);
      bothSay(SECRET, SECRET);
    }
    if (pause == Step.AND_BACK) {
      exchange.record(town.organisation(), RecordingState.RUNNING, "");
      paused.end();
    }
    if (hold != Step.NEVER) {
      held.begin();
      called().hold();
      called().sayAll(new Sound(new short[Sound.RATE * 2 / 5]));
    }
    mute = hold == Step.TO_THE_END;
    if (hold == Step.AND_BACK) {
      called().resume();
      caller().sayAll(new Sound(new short[Sound.RATE / 10]));
      held.end();
    }
    last = bothSay(620, 1_400);
  }

  /** A party that is held is mute, and says nothing. */
  private Bursts bothSay(int callers, int calleds) {
    caller().say(burst(callers));
    called().sayAll(burst(calleds));
    if (!mute) {
      caller().awaitSaid(); // or what comes next would cut it short where the machine is slow
    }
    return new Bursts(new Burst(callers, said(caller())), new Burst(calleds, said(called())));
  }

  private static OptionalLong said(PhoneCall party) {
    return party.saidFrom() == 0 ? OptionalLong.empty() : OptionalLong.of(party.saidFrom());
  }

  private static Sound burst(int hertz) {
    var tone = Sound.tone(hertz, BURST).samples();
    int hush = HUSH * Sound.RATE / 1_000;
    var burst = new short[hush + tone.length + hush];
    System.arraycopy(tone, 0, burst, hush, tone.length);
    return new Sound(burst);
  }

  private void changeCodec() {
    var media = "RTP/AVP " + change.to.format().payloadType() + " 101";
    var offer =
        caller()
            .sdp()
            .lines()
            .filter(line -> !line.startsWith("a=rtpmap:8 "))
            .map(line -> line.replaceAll("RTP/AVP .*", media))
            .collect(Collectors.joining("\r\n", "", "\r\n"));
    var answer = caller().exchange(caller().inDialog("INVITE").withBody("application/sdp", offer));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Override
  public String toString() {
    return "pause %s, hold %s, codec %s".formatted(pause, hold, change);
  }
}
