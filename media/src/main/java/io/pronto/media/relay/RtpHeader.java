package io.pronto.media.relay;

import java.nio.ByteBuffer;

/** Reads the fields of an RTP header (RFC 3550, section 5.1) in a packet that starts at 0. */
final class RtpHeader {
  /** Bytes of a header without contributing sources or extension. */
  static final int LENGTH = 12;

  private static final int MARKER = 0x80;

  private RtpHeader() {}

  /**
   * Says whether the bytes from 0 to the limit can be RTP (RFC 3550, appendix A.1): version 2,
   * sources, extension and padding within the packet, and not RTCP that strayed here.
   */
  static boolean wellFormed(ByteBuffer packet) {
    int length = packet.limit();
    if (length < LENGTH) {
      return false;
    }
    int first = packet.get(0);
    if ((first & 0xC0) != 0x80 || isRtcp(payloadType(packet))) {
      return false;
    }
    if ((first & 0x3F) == 0) {
      return true;
    }
    int end = endOfHeader(packet, first, length);
    return end <= length && paddingFits(packet, first, length - end);
  }

  /** Says whether the bytes can be RTP as far as can be seen while its payload is enciphered. */
  static boolean mayBeProtected(ByteBuffer packet) {
    return packet.limit() >= LENGTH
        && (packet.get(0) & 0xC0) == 0x80
        && !isRtcp(payloadType(packet));
  }

  /** Says whether the bytes are RTP or RTCP at all, and not DTLS or STUN (RFC 7983). */
  static boolean isVersion2(ByteBuffer packet) {
    return packet.limit() > 1 && (packet.get(0) & 0xC0) == 0x80;
  }

  /** Says whether the bytes are RTCP where that shares a port with RTP (RFC 5761, section 4). */
  static boolean isControl(ByteBuffer packet) {
    return isVersion2(packet) && (packet.get(1) & 0xE0) == 0xC0;
  }

  /** Where the payload of a well-formed packet begins. */
  static int payload(ByteBuffer packet) {
    return endOfHeader(packet, packet.get(0), packet.limit());
  }

  /** Where the payload of a well-formed packet ends: before its padding. */
  static int end(ByteBuffer packet) {
    boolean padded = (packet.get(0) & 0x20) != 0;
    return packet.limit() - (padded ? packet.get(packet.limit() - 1) & 0xFF : 0);
  }

  static int payloadType(ByteBuffer packet) {
    return packet.get(1) & 0x7F;
  }

  /** Writes a payload type, leaving the marker as it is. */
  static void payloadType(ByteBuffer packet, int payloadType) {
    packet.put(1, (byte) (packet.get(1) & MARKER | payloadType));
  }

  static int sequence(ByteBuffer packet) {
    return packet.getShort(2) & 0xFFFF;
  }

  static int timestamp(ByteBuffer packet) {
    return packet.getInt(4);
  }

  static int source(ByteBuffer packet) {
    return packet.getInt(8);
  }

  /** RTCP types 200 to 204 read as marked RTP packets of types 72 to 76 (RFC 5761, section 4). */
  private static boolean isRtcp(int payloadType) {
    return payloadType >= 72 && payloadType <= 76;
  }

  private static int endOfHeader(ByteBuffer packet, int first, int length) {
    int end = LENGTH + 4 * (first & 0x0F);
    boolean extended = (first & 0x10) != 0;
    if (!extended) {
      return end;
    }
    return end + 4 > length ? Integer.MAX_VALUE : end + 4 + 4 * (packet.getShort(end + 2) & 0xFFFF);
  }

  private static boolean paddingFits(ByteBuffer packet, int first, int payload) {
    boolean padded = (first & 0x20) != 0;
    if (!padded) {
      return true;
    }
    int padding = packet.get(packet.limit() - 1) & 0xFF;
    return padding > 0 && padding <= payload;
  }
}
