package io.pronto.media.relay;

import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a recorder must know of a tapped party to understand the packets that follow. It comes
 * through the ring among the packets, and so in their order, with another version than RTP's 2.
 */
public final class TapNote {
  /** Whether the party can be heard. */
  public enum State {
    /** Nothing has been agreed with it yet. */
    UNKNOWN,
    /** It may send. */
    OPEN,
    /** It may not send, or does not want to: a call on hold. */
    HELD,
    /** Its endpoint has been closed. */
    CLOSED
  }

  /** What packets of one payload type carry. */
  public enum Carries {
    /** Sound that cannot be decoded here, or nothing that was agreed. */
    OTHER,
    /** Sound in A-law. */
    PCMA,
    /** Sound in µ-law. */
    PCMU,
    /** Sound in G.722. */
    G722,
    /** Sound in Opus. */
    OPUS,
    /** Keys pressed (RFC 4733). */
    KEYS,
    /** Comfort noise (RFC 3389): the party is silent. */
    NOISE
  }

  private static final int PAYLOAD_TYPES = 128;
  private static final int STATIC_NOISE = 13;
  private static final int VERSION = 0xC0;
  private static final State[] STATES = State.values();
  private static final Carries[] CARRIES = Carries.values();

  private TapNote() {}

  /** Says whether what came out of the ring, from its position on, is a note and not a packet. */
  public static boolean is(ByteBuffer tapped) {
    return (tapped.get(tapped.position()) & VERSION) == 0;
  }

  /** Whether the party can be heard from now on. */
  public static State state(ByteBuffer note) {
    return STATES[note.get(note.position())];
  }

  /** What each of the 128 payload types carries from now on. */
  public static Carries[] carries(ByteBuffer note) {
    var carries = new Carries[PAYLOAD_TYPES];
    for (int i = 0; i < PAYLOAD_TYPES; i++) {
      carries[i] = CARRIES[note.get(note.position() + 1 + i)];
    }
    return carries;
  }

  /**
   * A note about a party with whom nothing has been agreed: no number carries sound, not even one
   * that always means the same (RFC 3551, table 4), for nobody else hears it either.
   */
  public static ByteBuffer of(State state) {
    var note = ByteBuffer.allocate(1 + PAYLOAD_TYPES).put((byte) state.ordinal());
    enter(note, STATIC_NOISE, Carries.NOISE);
    return note.rewind();
  }

  /**
   * A note about a party that uses the numbers of {@code remote}, those included that we have
   * offered and that its answer has not chosen; ours prevail, as elsewhere.
   */
  public static ByteBuffer of(State state, Remote remote) {
    var note = of(state);
    for (var formats : List.of(remote.formats(), remote.announced())) {
      formats.forEach(format -> enter(note, format.payloadType(), carries(format)));
    }
    return note;
  }

  /**
   * The same after {@code before}: packets are under way when something else is agreed, and mean
   * what they did unless their number means something else now.
   */
  static ByteBuffer of(State state, Remote remote, ByteBuffer before) {
    var note = of(state, remote);
    for (int at = 1; at <= PAYLOAD_TYPES; at++) {
      if (note.get(at) == Carries.OTHER.ordinal()) {
        note.put(at, before.get(at));
      }
    }
    return note;
  }

  private static void enter(ByteBuffer note, int payloadType, Carries carries) {
    note.put(1 + payloadType, (byte) carries.ordinal());
  }

  private static Carries carries(RtpFormat format) {
    if (format.isTelephoneEvent()) {
      return Carries.KEYS;
    }
    if (format.encoding().equalsIgnoreCase("CN")) {
      return Carries.NOISE;
    }
    return Codec.of(format).map(codec -> Carries.valueOf(codec.name())).orElse(Carries.OTHER);
  }
}
