package io.pronto.sip.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The keep-alive of phones over UDP (RFC 5626, section 4.4.2): a STUN binding request on the port
 * of SIP, answered with the address it came from (RFC 5389, section 15.2).
 */
final class Stun {
  private static final int HEADER = 20;
  private static final int COOKIE = 0x2112A442;
  private static final short REQUEST = 0x0001;
  private static final short SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;

  private Stun() {}

  /** The answer to {@code bytes[0..length)}; empty when that is no binding request. */
  static Optional<byte[]> answer(byte[] bytes, int length, InetSocketAddress source) {
    if (length < HEADER || bytes[0] != 0) {
      return Optional.empty();
    }
    var request = ByteBuffer.wrap(bytes, 0, length);
    if (request.getShort(0) != REQUEST
        || request.getShort(2) != length - HEADER
        || request.getInt(4) != COOKIE) {
      return Optional.empty();
    }
    var transaction = new byte[16];
    request.get(4, transaction);
    var address = source.getAddress().getAddress();
    var answer = ByteBuffer.allocate(HEADER + 8 + address.length);
    answer.putShort(SUCCESS).putShort((short) (8 + address.length)).put(transaction);
    answer.putShort(XOR_MAPPED_ADDRESS).putShort((short) (4 + address.length));
    answer.put((byte) 0).put((byte) (address.length == 4 ? 1 : 2));
    answer.putShort((short) (source.getPort() ^ COOKIE >>> 16));
    for (int i = 0; i < address.length; i++) {
      answer.put((byte) (address[i] ^ transaction[i]));
    }
    return Optional.of(answer.array());
  }
}
