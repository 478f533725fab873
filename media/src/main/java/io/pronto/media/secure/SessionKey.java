package io.pronto.media.secure;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a master key becomes for either RTP or RTCP (RFC 3711, section 4.3.1, with a key derivation
 * rate of 0): enciphers and authenticates. For one thread.
 */
final class SessionKey {
  private static final int RTP = 0;
  private static final int RTCP = 3;
  private static final int ENCRYPTION = 0;
  private static final int AUTHENTICATION = 1;
  private static final int SALT = 2;
  private static final int AUTHENTICATION_BYTES = 20;
  private static final int LABEL_AT = 7;

  private final KeyStream stream;
  private final HmacSha1 authentication;
  private final long saltHigh;
  private final long saltLow;

  private SessionKey(SrtpKey master, int family) {
    stream = new KeyStream(derived(master, family + ENCRYPTION, SrtpProfile.KEY_BYTES));
    authentication = new HmacSha1(derived(master, family + AUTHENTICATION, AUTHENTICATION_BYTES));
    var salt =
        ByteBuffer.wrap(Arrays.copyOf(derived(master, family + SALT, SrtpProfile.SALT_BYTES), 16));
    saltHigh = salt.getLong();
    saltLow = salt.getLong();
  }

  static SessionKey rtp(SrtpKey master) {
    return new SessionKey(master, RTP);
  }

  static SessionKey rtcp(SrtpKey master) {
    return new SessionKey(master, RTCP);
  }

  /**
   * Enciphers or deciphers the bytes of {@code packet} from {@code from} to {@code to} (section
   * 4.1.1).
   *
   * @param index of the packet, 48 bits
   */
  void apply(ByteBuffer packet, int from, int to, int source, long index) {
    stream.apply(
        packet, from, to, saltHigh ^ Integer.toUnsignedLong(source), saltLow ^ index << 16);
  }

  /** Writes the tag of what {@code packet} has before {@code end}, and nothing else, there. */
  void seal(ByteBuffer packet, int end, int tagBytes) {
    packet.put(end, authentication.of(packet, end), 0, tagBytes);
  }

  /** Writes the tag of what {@code packet} has before {@code end}, and {@code more}, there. */
  void seal(ByteBuffer packet, int end, int more, int tagBytes) {
    packet.put(end, authentication.of(packet, end, more), 0, tagBytes);
  }

  /** Whether the tag at {@code at} is that of what {@code packet} has before {@code end}. */
  boolean isSealed(ByteBuffer packet, int end, int at, int tagBytes) {
    return isAt(packet, at, tagBytes, authentication.of(packet, end));
  }

  /** Whether the tag at {@code at} is that of the same and {@code more}. */
  boolean isSealed(ByteBuffer packet, int end, int more, int at, int tagBytes) {
    return isAt(packet, at, tagBytes, authentication.of(packet, end, more));
  }

  /** Takes as long whatever the difference is. */
  private static boolean isAt(ByteBuffer packet, int at, int tagBytes, byte[] tag) {
    int difference = 0;
    for (int i = 0; i < tagBytes; i++) {
      difference |= packet.get(at + i) ^ tag[i];
    }
    return difference == 0;
  }

  /** The first {@code length} bytes of the key stream at the label (section 4.3.3). */
  static byte[] derived(SrtpKey master, int label, int length) {
    var salt = Arrays.copyOf(master.salt(), 16);
    salt[LABEL_AT] ^= (byte) label;
    var start = ByteBuffer.wrap(salt);
    var bytes = new byte[length];
    new KeyStream(master.key())
        .apply(ByteBuffer.wrap(bytes), 0, length, start.getLong(), start.getLong());
    return bytes;
  }
}
