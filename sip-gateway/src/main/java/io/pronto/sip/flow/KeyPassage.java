package io.pronto.sip.flow;

import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sees to it that the keys that one party presses reach the other in the way that the other
 * understands: events (RFC 4733) before INFO, INFO before tones. Where both have agreed on events
 * the relay passes them on by itself.
 */
final class KeyPassage {
  private final InboundLeg caller;
  private final OutboundLeg called;
  private final boolean heeded;
  private boolean mixed;

  /**
   * Between those two.
   *
   * @param heeded whether we want to know of keys ourselves
   */
  KeyPassage(InboundLeg caller, OutboundLeg called, boolean heeded) {
    this.heeded = heeded;
    this.caller = caller;
    this.called = called;
  }

  /**
   * What is agreed is new: who sends no events to a party that wants them, or INFO, is listened to.
   */
  void agreed() {
    for (var leg : new CallLeg[] {caller, called}) {
      leg.media().endpoint().hearKeyTones(!hasEvents(leg) && (heeded || isTold(other(leg))));
    }
  }

  /** The two are mixed from now on, or no more: then the relay passes no events on. */
  void mixed(boolean now) {
    mixed = now;
  }

  /** {@code leg}'s party has pressed {@code key}, as an event or by its tones. */
  void heard(CallLeg leg, char key) {
    var other = other(leg);
    boolean tones = !hasEvents(leg) && !isTold(other);
    if (mixed ? tones : relayPassesOn(leg, other)) {
      return;
    }
    if (!hasEvents(other) && other.takesInfo()) {
      var body = "Signal=" + key + "\r\nDuration=100\r\n";
      other.inform("application/dtmf-relay", body.getBytes(StandardCharsets.US_ASCII));
    } else {
      other.media().endpoint().press(key);
    }
  }

  /** A party has sent an INFO: keys, or something else for the other. */
  void told(LegEvent.Info info) {
    var other = other(info.leg());
    var key = Keys.pressed(info.leg(), info);
    if (key.isPresent() && (hasEvents(other) || !other.takesInfo())) {
      other.media().endpoint().press(key.get());
    } else {
      other.inform(info.type(), info.body());
    }
  }

  /**
   * Events of another clock than the other's are made anew, as is what comes as tones; where speech
   * is transcoded, so are they on their way. Tones are all that reaches who knows nothing else.
   */
  private static boolean relayPassesOn(CallLeg leg, CallLeg other) {
    var events = events(leg);
    return events.isEmpty() && !isTold(other)
        || !events.isEmpty() && hasEvents(other) && !speakTheSame(leg, other)
        || events.stream().anyMatch(e -> events(other).stream().anyMatch(e::sameEncoding));
  }

  /**
   * Whether it is told of keys that come as tones. To who hears them as they are an INFO would be
   * the same key again: most phones and exchanges take INFO, and many of them listen as well.
   */
  private static boolean isTold(CallLeg leg) {
    return hasEvents(leg) || leg.takesInfo() && !hearsTones(leg);
  }

  /**
   * G.711 leaves tones as they are; what is transcoded into anything else may not be known again.
   */
  private static boolean hearsTones(CallLeg leg) {
    return formats(leg).stream()
        .anyMatch(
            format ->
                Codec.PCMA.format().sameEncoding(format)
                    || Codec.PCMU.format().sameEncoding(format));
  }

  private static boolean hasEvents(CallLeg leg) {
    return !events(leg).isEmpty();
  }

  private static List<RtpFormat> events(CallLeg leg) {
    return formats(leg).stream().filter(RtpFormat::isTelephoneEvent).toList();
  }

  private static boolean speakTheSame(CallLeg leg, CallLeg other) {
    return Formats.carrySpeech(Formats.agreed(formats(leg), formats(other)));
  }

  private static List<RtpFormat> formats(CallLeg leg) {
    return leg.media().theirs().map(Audio::formats).orElse(List.of());
  }

  private CallLeg other(CallLeg leg) {
    return leg == caller ? called : caller;
  }
}
