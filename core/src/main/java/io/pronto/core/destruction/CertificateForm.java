package io.pronto.core.destruction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a certificate that are hashed and signed. Each field is its length in bytes in
 * decimal, {@code :}, its text in UTF-8 and {@code ,}; one that is empty is {@code -}. A list is
 * the count of its entries as a field, then each of them. Times are microseconds since 1970 in UTC.
 * The fields, in their order: {@code pronto destruction certificate 1}, chain, sequence, id, issued
 * at, category, count, objects, rule, from, until, keys, hash of the one before, fingerprint of the
 * key.
 */
final class CertificateForm {
  private static final String VERSION = "pronto destruction certificate 1";

  private final StringBuilder text = new StringBuilder();

  private CertificateForm() {}

  static byte[] bytes(
      String chain,
      long sequence,
      String id,
      Instant issuedAt,
      Destruction destruction,
      Optional<String> previous,
      String signedBy) {
    return new CertificateForm()
        .field(VERSION)
        .field(chain)
        .field(Long.toString(sequence))
        .field(id)
        .time(Optional.of(issuedAt))
        .field(destruction.category().text())
        .field(Long.toString(destruction.count()))
        .list(destruction.objects())
        .field(destruction.rule())
        .time(destruction.from())
        .time(destruction.until())
        .list(destruction.keys())
        .optional(previous)
        .field(signedBy)
        .text
        .toString()
        .getBytes(UTF_8);
  }

  private CertificateForm time(Optional<Instant> time) {
    return optional(time.map(CertificateForm::micros).map(String::valueOf));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private CertificateForm list(List<String> entries) {
    field(Integer.toString(entries.size()));
    entries.forEach(this::field);
    return this;
  }

  private CertificateForm optional(Optional<String> value) {
    value.ifPresentOrElse(this::field, () -> text.append('-'));
    return this;
  }

  private CertificateForm field(String value) {
    text.append(value.getBytes(UTF_8).length).append(':').append(value).append(',');
    return this;
  }
}
