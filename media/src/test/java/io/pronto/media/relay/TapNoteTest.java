package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.relay.TapNote.Carries;
import io.pronto.media.relay.TapNote.State;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapNoteTest {
  private static final RtpFormat G722_AT_97 = new RtpFormat(97, "G722", 8000);

  @Test
  void whatANumberCarriesIsWhatWasAgreed() {
    var agreed =
        new Remote(
            new InetSocketAddress("127.0.0.1", 4000),
            List.of(
                new RtpFormat(97, "pcma", 8000),
                new RtpFormat(98, "PCMU", 16_000),
                new RtpFormat(101, "telephone-event", 8000),
                new RtpFormat(9, "G722", 8000),
                new RtpFormat(110, "CN", 16_000)),
            Direction.SENDRECV);

    var note = TapNote.of(State.OPEN, agreed);

    assertThat(TapNote.is(note)).isTrue();
    assertThat(TapNote.state(note)).isEqualTo(State.OPEN);
    var carries = TapNote.carries(note);
    assertThat(carries[97]).isEqualTo(Carries.PCMA);
    assertThat(carries[98]).as("another rate").isEqualTo(Carries.OTHER);
    assertThat(carries[101]).isEqualTo(Carries.KEYS);
    assertThat(carries[9]).isEqualTo(Carries.G722);
    assertThat(carries[110]).isEqualTo(Carries.NOISE);
    assertThat(carries[8]).as("never agreed").isEqualTo(Carries.OTHER);
    assertThat(carries[0]).as("never agreed").isEqualTo(Carries.OTHER);
    assertThat(carries[13]).isEqualTo(Carries.NOISE);
  }

  @Test
  void whatWasOfferedToItIsUnderstoodThoughItsAnswerChoseAnother() {
    var pcma = new RtpFormat(8, "PCMA", 8000);
    var pcmu = new RtpFormat(0, "PCMU", 8000);
    var address = new InetSocketAddress("127.0.0.1", 4000);
    var agreed =
        new Remote(address, address, List.of(pcma), List.of(pcma, pcmu), Direction.SENDRECV);

    var carries = TapNote.carries(TapNote.of(State.OPEN, agreed));

    assertThat(carries[8]).isEqualTo(Carries.PCMA);
    assertThat(carries[0]).isEqualTo(Carries.PCMU);
  }

  @Test
  void whatIsUnderWayWhenSomethingElseIsAgreedMeansWhatItDid() {
    var before = TapNote.of(State.OPEN, party(new RtpFormat(8, "PCMA", 8000), G722_AT_97));

    var carries =
        TapNote.carries(TapNote.of(State.OPEN, party(new RtpFormat(97, "PCMU", 8000)), before));

    assertThat(carries[8]).isEqualTo(Carries.PCMA);
    assertThat(carries[97]).isEqualTo(Carries.PCMU);
    assertThat(carries[0]).isEqualTo(Carries.OTHER);
  }

  private static Remote party(RtpFormat... formats) {
    return new Remote(
        new InetSocketAddress("127.0.0.1", 4000), List.of(formats), Direction.SENDRECV);
  }

  @Test
  void nothingIsSoundBeforeAnythingIsAgreed() {
    var carries = TapNote.carries(TapNote.of(State.UNKNOWN));

    assertThat(carries).containsOnly(Carries.OTHER, Carries.NOISE);
  }

  @Test
  void anRtpPacketIsNoNote() {
    var packet = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 8, 0, 0}).position(2);

    assertThat(TapNote.is(packet)).isFalse();
  }
}
