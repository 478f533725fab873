package io.pronto.media.relay;

import io.pronto.media.secure.SrtpProfile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What RTCP calls whoever speaks to a peer: a name that says nothing and is kept for the call (RFC
 * 7022, section 4.2). What the party beyond says of itself (SDES: RFC 3550, section 6.5) does not
 * go on: neither its CNAME, often a user at an address of its house, nor its name, number, place or
 * telephone. All sources bear the same name, as streams of one sender do.
 */
final class Pseudonym {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 12;
  private static final int SOURCE_DESCRIPTION = 202;
  private static final int CNAME = 1;
  private static final int HEADER = 4;
  private static final int SOURCE = 4;
  private static final int SHORTEST_CHUNK = 8;

  /** The CNAME as it follows a source, with the null that ends it, up to the 32-bit boundary. */
  private final byte[] item;

  private Pseudonym(String name) {
    var text = name.getBytes(StandardCharsets.US_ASCII);
    item = new byte[(2 + text.length) / 4 * 4 + 4];
    item[0] = CNAME;
    item[1] = (byte) text.length;
    System.arraycopy(text, 0, item, 2, text.length);
  }

  /** One that nobody has had. */
  static Pseudonym next() {
    var bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return new Pseudonym(Base64.getEncoder().encodeToString(bytes));
  }

  /** The name that our description gives to {@code source} (RFC 5576, section 6.1). */
  static Pseudonym described(int source) {
    return new Pseudonym(Integer.toHexString(source));
  }

  /**
   * Has all descriptions of sources in {@code packet}, a chain of whole ones, hold this name and
   * nothing else.
   *
   * @return false when nothing that has a source is left to be sent, or there is no room for it
   */
  boolean put(ByteBuffer packet) {
    int at = 0;
    while (at >= 0 && at < packet.limit()) {
      int next = at + length(packet, at);
      at = (packet.get(at + 1) & 0xFF) == SOURCE_DESCRIPTION ? replace(packet, at, next) : next;
    }
    return at >= HEADER + SOURCE;
  }

  /** Returns where what follows it is now; -1 when there is no room. */
  private int replace(ByteBuffer packet, int at, int end) {
    int sources = gather(packet, at, end);
    int length = sources == 0 ? 0 : HEADER + sources * (SOURCE + item.length);
    if (!moveRest(packet, end, at + length)) {
      return -1;
    }
    if (sources > 0) {
      packet.put(at, (byte) (0x80 | sources)).putShort(at + 2, (short) (length / 4 - 1));
      spread(packet, at + HEADER, sources);
    }
    return at + length;
  }

  /** Puts the sources that are described one after the other; returns how many they are. */
  private static int gather(ByteBuffer packet, int at, int end) {
    int said = packet.get(at) & 0x1F;
    int sources = 0;
    int chunk = at + HEADER;
    while (sources < said && chunk + SHORTEST_CHUNK <= end) {
      packet.putInt(at + HEADER + SOURCE * sources, packet.getInt(chunk));
      sources++;
      chunk = endOfItems(packet, chunk + SOURCE, end);
    }
    return sources;
  }

  private static int endOfItems(ByteBuffer packet, int from, int end) {
    int at = from;
    while (at + 1 < end && packet.get(at) != 0) {
      at += 2 + (packet.get(at + 1) & 0xFF);
    }
    return at / 4 * 4 + 4;
  }

  /** Names the gathered sources, the last first, since each makes room for its name behind it. */
  private void spread(ByteBuffer packet, int from, int sources) {
    for (int i = sources - 1; i >= 0; i--) {
      int source = packet.getInt(from + SOURCE * i);
      int chunk = from + (SOURCE + item.length) * i;
      packet.putInt(chunk, source).put(chunk + SOURCE, item);
    }
  }

  private static boolean moveRest(ByteBuffer packet, int from, int to) {
    int rest = packet.limit() - from;
    if (to + rest > packet.capacity() - SrtpProfile.MOST_ADDED) {
      return false;
    }
    packet.limit(Math.max(packet.limit(), to + rest));
    packet.put(to, packet, from, rest);
    packet.limit(to + rest);
    return true;
  }

  private static int length(ByteBuffer packet, int at) {
    return 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
  }
}
