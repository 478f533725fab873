package io.pronto.media.relay;

import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Tells digital silence from sound in what one peer sends, by its bytes, without decoding them.
 * Digital silence is what no microphone makes, since the quietest room has a noise that moves the
 * last bit: in G.711 a packet of one code throughout, whichever it is; in G.722 one in whose upper
 * band nothing stirs (a noise of that one bit stirs every third code); in Opus one of 3 bytes at
 * most, or the same as one of the few before it. Everything else that is agreed (G.729, GSM) counts
 * as sound, whatever is in it; keys and comfort noise (RFC 4733, RFC 3389) as neither, and so does
 * what was never agreed, which nobody hears. For the loop's thread; allocates nothing per packet.
 */
final class Sound {
  /** Some coders need a few packets of silence until they say it shortly. */
  private static final int HEARD_PACKETS = 25;

  /** Speech has breaks between words. */
  private static final long SPEECH_NANOS = 500_000_000;

  /** Louder than that, of 32,767, is speech: -36 dBFS. No room is, at a telephone's distance. */
  private static final int LOUD = 520;

  /** Has no common divisor with the length of any packet or of a usual tone's period. */
  private static final int STRIDE = 7;

  private static final int SHORTEST_OPUS = 3;

  /** Of how many packets before it is remembered what they were: coders of silence alternate. */
  private static final int REMEMBERED = 4;

  /** The two bits of the upper band in each code of G.722, of which 11 says nothing. */
  private static final long UPPER_BAND = 0xC0C0C0C0_C0C0C0C0L;

  private static final byte NEITHER = 0;
  private static final byte ANY = 1;
  private static final byte A_LAW = 2;
  private static final byte MU_LAW = 3;
  private static final byte G722 = 4;
  private static final byte OPUS = 5;
  private static final boolean[] LOUD_A = loud(G711.PCMA);
  private static final boolean[] LOUD_MU = loud(G711.PCMU);

  private final byte[] kinds = new byte[128];
  private boolean silent;
  private long silentSince;
  private long sounding;
  private long metAt;
  private boolean spoke;
  private long spokeAt;
  private final int[] lengths = new int[REMEMBERED];
  private final long[] begins = new long[REMEMBERED];
  private final long[] ends = new long[REMEMBERED];
  private int oldest;

  /** Learns what each payload type of the peer's means. */
  void tune(Remote agreed) {
    Arrays.fill(kinds, NEITHER);
    for (var formats : List.of(agreed.formats(), agreed.announced())) {
      formats.reversed().forEach(format -> kinds[format.payloadType()] = kind(format));
    }
  }

  /** Looks at a packet that came at {@code now}. */
  void packet(int payloadType, ByteBuffer packet, long now) {
    int from = RtpHeader.payload(packet);
    int to = RtpHeader.end(packet);
    if (kinds[payloadType] == NEITHER || to <= from) {
      return;
    }
    if (isSilence(kinds[payloadType], packet, from, to)) {
      silentSince = silent ? silentSince : now;
      silent = true;
      return;
    }
    silent = false;
    sounding++;
    if (isLoud(kinds[payloadType], packet, from, to)) {
      spoke = true;
      spokeAt = now;
    }
  }

  /** Whether the last packet was digital silence. */
  boolean isSilent() {
    return silent;
  }

  /** Since when all have been, if the last one was. */
  long silentSince() {
    return silentSince;
  }

  /** The peer is joined with another: what came before need not have been its own sound. */
  void meet() {
    metAt = sounding;
  }

  /** Whether the peer has been heard since it was joined, for half a second in all. */
  boolean wasHeard() {
    return sounding - metAt > HEARD_PACKETS;
  }

  /** Packets so far that were sound. */
  long sounding() {
    return sounding;
  }

  /**
   * Whether the peer speaks at {@code now}, or has just done so. In G.711 that is told from noise
   * by its level; of other codecs all that is not digital silence is taken for it.
   */
  boolean speaks(long now) {
    return spoke && now - spokeAt < SPEECH_NANOS;
  }

  private boolean isSilence(byte kind, ByteBuffer packet, int from, int to) {
    return switch (kind) {
      case A_LAW, MU_LAW -> isOneCode(packet, from, to);
      case G722 -> hasNoUpperBand(packet, from, to);
      case OPUS -> to - from <= SHORTEST_OPUS || isKnown(packet, from, to);
      default -> false;
    };
  }

  private static boolean isOneCode(ByteBuffer packet, int from, int to) {
    int at = from + 1;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (packet.getLong(at) != packet.getLong(at - 1)) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (packet.get(at) != packet.get(at - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasNoUpperBand(ByteBuffer packet, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if ((packet.getLong(at) & UPPER_BAND) != UPPER_BAND) {
        return false;
      }
    }
    for (; at < to; at++) {
      if ((packet.get(at) & 0xC0) != 0xC0) {
        return false;
      }
    }
    return true;
  }

  /** Whether length, beginning and end are those of one before: the rest is then, too. */
  private boolean isKnown(ByteBuffer packet, int from, int to) {
    int length = to - from;
    long begin = length < Long.BYTES ? bytes(packet, from, to) : packet.getLong(from);
    long end = length < Long.BYTES ? 0 : packet.getLong(to - Long.BYTES);
    for (int i = 0; i < REMEMBERED; i++) {
      if (lengths[i] == length && begins[i] == begin && ends[i] == end) {
        return true;
      }
    }
    lengths[oldest] = length;
    begins[oldest] = begin;
    ends[oldest] = end;
    oldest = (oldest + 1) % REMEMBERED;
    return false;
  }

  private static long bytes(ByteBuffer packet, int from, int to) {
    long bytes = 0;
    for (int i = from; i < to; i++) {
      bytes = bytes << Byte.SIZE | packet.get(i) & 0xFF;
    }
    return bytes;
  }

  private static boolean isLoud(byte kind, ByteBuffer packet, int from, int to) {
    return switch (kind) {
      case A_LAW -> isLoud(LOUD_A, packet, from, to);
      case MU_LAW -> isLoud(LOUD_MU, packet, from, to);
      default -> true;
    };
  }

  private static boolean isLoud(boolean[] loud, ByteBuffer packet, int from, int to) {
    for (int at = from; at < to; at += STRIDE) {
      if (loud[packet.get(at) & 0xFF]) {
        return true;
      }
    }
    return false;
  }

  private static boolean[] loud(G711 law) {
    var loud = new boolean[256];
    for (int code = 0; code < loud.length; code++) {
      loud[code] = Math.abs(law.decode((byte) code)) >= LOUD;
    }
    return loud;
  }

  private static byte kind(RtpFormat format) {
    if (format.isTelephoneEvent() || format.encoding().equalsIgnoreCase("CN")) {
      return NEITHER;
    }
    for (var codec : Codec.values()) {
      if (codec.format().sameEncoding(format)) {
        return switch (codec) {
          case PCMA -> A_LAW;
          case PCMU -> MU_LAW;
          case G722 -> G722;
          case OPUS -> OPUS;
        };
      }
    }
    return ANY;
  }
}
