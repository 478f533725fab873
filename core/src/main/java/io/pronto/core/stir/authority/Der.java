package io.pronto.core.stir.authority;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.stream.Stream;

/** Writes DER (ITU-T X.690): as much as certificates need. */
final class Der {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] element(int tag, byte[]... parts) {
    var body = joined(parts);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (body.length < 0x80) {
      out.write(body.length);
    } else {
      var length = BigInteger.valueOf(body.length).toByteArray();
      var octets = length[0] == 0 ? Arrays.copyOfRange(length, 1, length.length) : length;
      out.write(0x80 | octets.length);
      out.writeBytes(octets);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return element(0x30, parts);
  }

  static byte[] set(byte[]... parts) {
    return element(0x31, parts);
  }

  static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  static byte[] truth() {
    return element(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[] value) {
    return element(0x04, value);
  }

  static byte[] bits(byte[] value, int unused) {
    return element(0x03, new byte[] {(byte) unused}, value);
  }

  static byte[] utf8(String text) {
    return element(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ia5(String text) {
    return element(0x16, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** RFC 5280, section 4.1.2.5: until 2049 by two digits of the year. */
  static byte[] time(Instant at) {
    var text = TIME.format(at);
    return text.compareTo("2050") < 0
        ? element(0x17, text.substring(2).getBytes(StandardCharsets.US_ASCII))
        : element(0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] identifier(String dotted) {
    var arcs = Stream.of(dotted.split("\\.")).mapToLong(Long::parseLong).toArray();
    var out = new ByteArrayOutputStream();
    arc(out, arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      arc(out, arcs[i]);
    }
    return element(0x06, out.toByteArray());
  }

  private static void arc(ByteArrayOutputStream out, long value) {
    int septets = Math.max(1, (63 - Long.numberOfLeadingZeros(value)) / 7 + 1);
    for (int i = septets - 1; i >= 0; i--) {
      out.write((int) (value >> 7 * i & 0x7f) | (i > 0 ? 0x80 : 0));
    }
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
