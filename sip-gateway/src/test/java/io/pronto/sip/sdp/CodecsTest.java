package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.RtpFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be spoken on a trunk. */
class CodecsTest {
  private static final RtpFormat PCMA = new RtpFormat(8, "PCMA", 8000);
  private static final RtpFormat PCMU = new RtpFormat(0, "PCMU", 8000);
  private static final RtpFormat KEYS = new RtpFormat(101, "telephone-event", 8000, 1, "0-16");
  private static final RtpFormat OPUS = new RtpFormat(96, "opus", 48_000, 2, "");

  @Test
  void theOrderIsOursAndKeysPressedStay() {
    var codecs = Codecs.only(List.of("pcmu", "PCMA", "G729"));

    assertThat(codecs.of(List.of(OPUS, KEYS, PCMA, PCMU))).containsExactly(PCMU, PCMA, KEYS);
  }

  @Test
  void whereNothingIsSaidAnythingMayBeSpoken() {
    assertThat(Codecs.ANY.of(List.of(OPUS, KEYS))).containsExactly(OPUS, KEYS);
  }

  @Test
  void whereNothingIsLeftOnlyKeysAre() {
    assertThat(Formats.carrySpeech(Codecs.only(List.of("G729")).of(List.of(OPUS, KEYS)))).isFalse();
  }
}
