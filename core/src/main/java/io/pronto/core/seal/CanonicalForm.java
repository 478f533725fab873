package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The bytes that are hashed and signed, which nobody can read in two ways. Each field is its length
 * in bytes in decimal, {@code :}, its text in UTF-8 and {@code ,}; one that is empty is {@code -}.
 * A list is the count of its entries as a field, then each of them. Times are microseconds since
 * 1970 in UTC. For one thread.
 */
public final class CanonicalForm {
  private final StringBuilder text = new StringBuilder();

  /** Adds a field. */
  public CanonicalForm field(String value) {
    text.append(value.getBytes(UTF_8).length).append(':').append(value).append(',');
    return this;
  }

  /** Adds a whole number. */
  public CanonicalForm field(long value) {
    return field(Long.toString(value));
  }

  /** Adds a field that may be empty. */
  public CanonicalForm field(Optional<String> value) {
    value.ifPresentOrElse(this::field, () -> text.append('-'));
    return this;
  }

  /** Adds a list. */
  public CanonicalForm fields(List<String> values) {
    field(values.size());
    values.forEach(this::field);
    return this;
  }

  /** Adds a time. */
  public CanonicalForm time(Instant time) {
    return field(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  /** Adds a time that may be empty. */
  public CanonicalForm time(Optional<Instant> time) {
    time.ifPresentOrElse(this::time, () -> text.append('-'));
    return this;
  }

  /** What was added. */
  public byte[] bytes() {
    return text.toString().getBytes(UTF_8);
  }

  /** SHA-256 (FIPS 180-4) of {@link #bytes}, 64 hexadecimal digits. */
  public String hash() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
