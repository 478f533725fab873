package io.pronto.media.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes a browser's binding requests, right or wrong in one thing. */
public final class Asker {
  private final ByteBuffer out = ByteBuffer.allocate(1_500);

  private Asker() {
    out.putShort((short) 1).putShort((short) 0).putInt(0x2112A442);
    var transaction = new byte[12];
    ThreadLocalRandom.current().nextBytes(transaction);
    out.put(transaction);
  }

  /** A whole request to {@code asked}, of {@code asker}. */
  public static byte[] request(
      IceCredentials asked, IceCredentials asker, boolean controlling, boolean nominates) {
    var request = begin().username(asked.fragment() + ':' + asker.fragment());
    request.attribute(0x0024, new byte[] {0x6e, 0, 1, (byte) 255});
    request.attribute(controlling ? 0x802A : 0x8029, new byte[8]);
    if (nominates) {
      request.attribute(0x0025, new byte[0]);
    }
    return request.integrity(asked.password()).fingerprint();
  }

  /** A request without attributes yet. */
  static Asker begin() {
    return new Asker();
  }

  Asker username(String name) {
    return attribute(0x0006, name.getBytes(StandardCharsets.UTF_8));
  }

  Asker attribute(int type, byte[] value) {
    out.putShort((short) type).putShort((short) value.length).put(value);
    while (out.position() % 4 != 0) {
      out.put((byte) 0);
    }
    return this;
  }

  Asker integrity(String password) {
    length(24);
    return attribute(0x0008, hmac(password, Arrays.copyOf(out.array(), out.position())));
  }

  byte[] fingerprint() {
    length(8);
    var checksum = new CRC32();
    checksum.update(out.array(), 0, out.position());
    var value = ByteBuffer.allocate(4).putInt((int) checksum.getValue() ^ 0x5354554E).array();
    return attribute(0x8028, value).bytes();
  }

  byte[] bytes() {
    length(0);
    return Arrays.copyOf(out.array(), out.position());
  }

  private void length(int more) {
    out.putShort(2, (short) (out.position() - 20 + more));
  }

  static byte[] hmac(String password, byte[] message) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
