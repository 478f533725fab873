package io.pronto.media.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A STUN binding request (RFC 8489) as far as ICE needs it, read from a buffer that starts at 0. It
 * does not keep the buffer.
 *
 * @param bytes the whole message
 * @param username empty without one
 * @param integrityAt where MESSAGE-INTEGRITY begins; -1 without one
 * @param controlled whether it says that its sender is controlled
 * @param nominates whether it has USE-CANDIDATE
 * @param unknown a required attribute that is not understood; 0 for none
 */
record StunRequest(
    byte[] bytes,
    Optional<String> username,
    int integrityAt,
    boolean controlled,
    boolean nominates,
    int unknown) {
  static final int HEADER = 20;
  static final int COOKIE = 0x2112A442;
  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int FINGERPRINT = 0x8028;
  static final int INTEGRITY_BYTES = 20;

  private static final int FINGERPRINT_XOR = 0x5354554E;
  private static final int PRIORITY = 0x0024;
  private static final int USE_CANDIDATE = 0x0025;
  private static final int ICE_CONTROLLED = 0x8029;
  private static final int FIRST_OPTIONAL = 0x8000;
  private static final int LONGEST_USERNAME = 513;

  /** More than any request of ICE has: the rest is not worth reading. */
  private static final int LONGEST = 1_280;

  private static final short BINDING_REQUEST = 0x0001;

  /** What is known of a message while its attributes are read. */
  private static final class Draft {
    private Optional<String> username = Optional.empty();
    private int integrityAt = -1;
    private boolean controlled;
    private boolean nominates;
    private boolean fingerprinted;
    private int unknown;
  }

  /** Whether {@code packet} is a well-formed STUN message of any kind, such as a keep-alive. */
  static boolean isMessage(ByteBuffer packet) {
    return packet.limit() >= HEADER
        && packet.limit() <= LONGEST
        && (packet.get(0) & 0xC0) == 0
        && packet.getInt(4) == COOKIE
        && (packet.getShort(2) & 0xFFFF) == packet.limit() - HEADER
        && packet.limit() % 4 == 0;
  }

  /**
   * Reads {@code packet}; empty when it is no binding request, not well formed, or without a right
   * FINGERPRINT (RFC 8445, section 7.1.1: ICE always has one).
   */
  static Optional<StunRequest> parse(ByteBuffer packet) {
    if (!isMessage(packet) || packet.getShort(0) != BINDING_REQUEST) {
      return Optional.empty();
    }
    var bytes = new byte[packet.limit()];
    packet.get(0, bytes);
    var draft = new Draft();
    if (!read(ByteBuffer.wrap(bytes), draft) || !draft.fingerprinted) {
      return Optional.empty();
    }
    return Optional.of(
        new StunRequest(
            bytes,
            draft.username,
            draft.integrityAt,
            draft.controlled,
            draft.nominates,
            draft.unknown));
  }

  /** The transaction with the cookie before it: 16 bytes. */
  byte[] transaction() {
    var transaction = new byte[16];
    System.arraycopy(bytes, 4, transaction, 0, 16);
    return transaction;
  }

  /** The checksum of what {@code message} has before {@code end} (RFC 8489, section 14.7). */
  static int fingerprint(byte[] message, int end) {
    var checksum = new CRC32();
    checksum.update(message, 0, end);
    return (int) checksum.getValue() ^ FINGERPRINT_XOR;
  }

  private static boolean read(ByteBuffer message, Draft draft) {
    int at = HEADER;
    while (at < message.limit()) {
      if (draft.fingerprinted) {
        return false; // nothing may follow it
      }
      int length = message.limit() - at < 4 ? -1 : message.getShort(at + 2) & 0xFFFF;
      int next = at + 4 + (length + 3 & ~3);
      if (length < 0 || next > message.limit() || !take(message, at, length, draft)) {
        return false;
      }
      at = next;
    }
    return true;
  }

  /** Takes one attribute; what comes after MESSAGE-INTEGRITY, but FINGERPRINT, does not count. */
  private static boolean take(ByteBuffer message, int at, int length, Draft draft) {
    int type = message.getShort(at) & 0xFFFF;
    if (type == FINGERPRINT) {
      draft.fingerprinted = true;
      return length == 4 && message.getInt(at + 4) == fingerprint(message.array(), at);
    }
    if (draft.integrityAt >= 0) {
      return true;
    }
    switch (type) {
      case USERNAME -> {
        if (length > LONGEST_USERNAME) {
          return false;
        }
        draft.username =
            Optional.of(new String(message.array(), at + 4, length, StandardCharsets.UTF_8));
      }
      case MESSAGE_INTEGRITY -> {
        draft.integrityAt = at;
        return length == INTEGRITY_BYTES;
      }
      case USE_CANDIDATE -> draft.nominates = true;
      case ICE_CONTROLLED -> draft.controlled = true;
      case PRIORITY -> {}
      default -> draft.unknown = type < FIRST_OPTIONAL && draft.unknown == 0 ? type : draft.unknown;
    }
    return true;
  }
}
