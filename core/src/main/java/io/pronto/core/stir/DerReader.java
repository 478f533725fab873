package io.pronto.core.stir;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;

/** Reads DER (ITU-T X.690), one element after the other. */
final class DerReader {
  static final int SEQUENCE = 0x30;
  static final int OCTET_STRING = 0x04;
  static final int IA5_STRING = 0x16;
  static final int INTEGER = 0x02;

  private final byte[] bytes;
  private int at;
  private final int end;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean isDone() {
    return at >= end;
  }

  /** The tag of the element that comes next. */
  int tag() {
    return octet(at);
  }

  /** What is in the element that comes next, which must have the tag. */
  DerReader inside(int tag) {
    if (octet(at) != tag) {
      throw new NoSuchElementException("Tag %x where %x is due".formatted(octet(at), tag));
    }
    int length = octet(at + 1);
    int begin = at + 2;
    if (length > 0x7f) {
      int octets = length & 0x7f;
      if (octets > 3) {
        throw new NoSuchElementException("A length of %d octets".formatted(octets));
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet(begin + i);
      }
      begin += octets;
    }
    if (length > end - begin) {
      throw new NoSuchElementException("Cut off");
    }
    at = begin + length;
    return new DerReader(bytes, begin, begin + length);
  }

  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  String text() {
    return new String(rest(), StandardCharsets.US_ASCII);
  }

  BigInteger integer() {
    return new BigInteger(rest());
  }

  private int octet(int index) {
    if (index >= end) {
      throw new NoSuchElementException("Cut off");
    }
    return bytes[index] & 0xff;
  }
}
