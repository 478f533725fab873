package io.pronto.core.stir;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * For whom a certificate may speak: its TNAuthList (RFC 8226, section 9).
 *
 * @param codes service provider codes: it speaks for any number of theirs
 * @param ranges numbers
 */
record NumberAuthority(List<String> codes, List<Range> ranges) {
  private static final String EXTENSION = "1.3.6.1.5.5.7.1.26";
  private static final int CODE = 0xa0;
  private static final int RANGE = 0xa1;
  private static final int ONE = 0xa2;

  /** Some numbers that follow each other, digits without {@code +}. */
  record Range(BigInteger first, BigInteger count, int digits) {
    boolean contains(String number) {
      if (number.length() != digits || !number.chars().allMatch(Character::isDigit)) {
        return false;
      }
      var offset = new BigInteger(number).subtract(first);
      return offset.signum() >= 0 && offset.compareTo(count) < 0;
    }
  }

  /** Whether it speaks for {@code number}: a code speaks for whatever its provider signs. */
  boolean covers(String number) {
    return !codes.isEmpty() || ranges.stream().anyMatch(range -> range.contains(number));
  }

  /** Reads that of a certificate; empty lists where it has none. */
  static NumberAuthority of(X509Certificate certificate) {
    var extension = certificate.getExtensionValue(EXTENSION);
    if (extension == null) {
      return new NumberAuthority(List.of(), List.of());
    }
    try {
      return read(
          new DerReader(extension).inside(DerReader.OCTET_STRING).inside(DerReader.SEQUENCE));
    } catch (NoSuchElementException | NumberFormatException e) {
      throw new PassportRefused(Fault.NOT_TRUSTED, "Its TNAuthList cannot be read");
    }
  }

  private static NumberAuthority read(DerReader list) {
    var codes = new ArrayList<String>();
    var ranges = new ArrayList<Range>();
    while (!list.isDone()) {
      switch (list.tag()) {
        case CODE -> codes.add(list.inside(CODE).inside(DerReader.IA5_STRING).text());
        case RANGE -> {
          var range = list.inside(RANGE).inside(DerReader.SEQUENCE);
          var first = range.inside(DerReader.IA5_STRING).text();
          ranges.add(range(first, range.inside(DerReader.INTEGER).integer()));
        }
        case ONE ->
            ranges.add(range(list.inside(ONE).inside(DerReader.IA5_STRING).text(), BigInteger.ONE));
        default -> throw new NoSuchElementException("Tag %x".formatted(list.tag()));
      }
    }
    return new NumberAuthority(List.copyOf(codes), List.copyOf(ranges));
  }

  private static Range range(String first, BigInteger count) {
    return new Range(new BigInteger(first), count, first.length());
  }
}
