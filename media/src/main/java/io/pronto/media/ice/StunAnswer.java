package io.pronto.media.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Writes the answer to a binding request (RFC 8489, sections 6 and 14). */
final class StunAnswer {
  private static final short SUCCESS = 0x0101;
  private static final short ERROR = 0x0111;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final short ERROR_CODE = 0x0009;
  private static final short UNKNOWN_ATTRIBUTES = 0x000A;
  private static final int LONGEST = 256;

  private final ByteBuffer out = ByteBuffer.allocate(LONGEST);
  private final byte[] transaction;

  private StunAnswer(short type, byte[] transaction) {
    this.transaction = transaction;
    out.putShort(type).putShort((short) 0).put(transaction);
  }

  /** That {@code request} has come from {@code source}. */
  static StunAnswer success(StunRequest request, InetSocketAddress source) {
    var answer = new StunAnswer(SUCCESS, request.transaction());
    answer.mappedAddress(source);
    return answer;
  }

  /**
   * That {@code request} is refused.
   *
   * @param code 300 to 699
   */
  static StunAnswer error(StunRequest request, int code, String reason) {
    var answer = new StunAnswer(ERROR, request.transaction());
    var words = reason.getBytes(StandardCharsets.US_ASCII);
    answer.out.putShort(ERROR_CODE).putShort((short) (4 + words.length)).putShort((short) 0);
    answer.out.put((byte) (code / 100)).put((byte) (code % 100)).put(words);
    answer.pad();
    return answer;
  }

  /** Names the attribute because of which it is refused. */
  StunAnswer unknown(int attribute) {
    out.putShort(UNKNOWN_ATTRIBUTES).putShort((short) 2).putShort((short) attribute);
    pad();
    return this;
  }

  /** Finishes it with the tag that {@code hmac} makes of what is before it. */
  ByteBuffer sealed(UnaryOperator<byte[]> hmac) {
    length(out.position() + 4 + StunRequest.INTEGRITY_BYTES);
    var before = new byte[out.position()];
    out.get(0, before);
    out.putShort((short) StunRequest.MESSAGE_INTEGRITY);
    out.putShort((short) StunRequest.INTEGRITY_BYTES).put(hmac.apply(before));
    return unsealed();
  }

  /** Finishes it without: who asked has no password in common with us. */
  ByteBuffer unsealed() {
    length(out.position() + 8);
    int checksum = StunRequest.fingerprint(out.array(), out.position());
    out.putShort((short) StunRequest.FINGERPRINT).putShort((short) 4).putInt(checksum);
    return out.flip();
  }

  private void mappedAddress(InetSocketAddress source) {
    var address = source.getAddress().getAddress();
    out.putShort(XOR_MAPPED_ADDRESS).putShort((short) (4 + address.length));
    out.put((byte) 0).put((byte) (address.length == 4 ? 1 : 2));
    out.putShort((short) (source.getPort() ^ StunRequest.COOKIE >>> 16));
    for (int i = 0; i < address.length; i++) {
      out.put((byte) (address[i] ^ transaction[i]));
    }
  }

  private void length(int end) {
    out.putShort(2, (short) (end - StunRequest.HEADER));
  }

  private void pad() {
    while (out.position() % 4 != 0) {
      out.put((byte) 0);
    }
  }
}
