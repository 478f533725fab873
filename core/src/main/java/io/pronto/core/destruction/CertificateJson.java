package io.pronto.core.destruction;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A certificate as JSON, the same in answers and in exports. */
public final class CertificateJson {
  private CertificateJson() {}

  /** Writes {@code certificate}; times to the microsecond in UTC. */
  public static JsonObject write(DestructionCertificate certificate) {
    var destruction = certificate.destruction();
    return new JsonObject()
        .put("id", certificate.id())
        .put("chain", certificate.chain())
        .put("sequence", certificate.sequence())
        .put("issued_at", certificate.issuedAt().toString())
        .put("category", destruction.category().text())
        .put("count", destruction.count())
        .put("objects", new JsonArray(destruction.objects()))
        .put("rule", destruction.rule())
        .put("from", destruction.from().map(Instant::toString).orElse(null))
        .put("until", destruction.until().map(Instant::toString).orElse(null))
        .put("keys", new JsonArray(destruction.keys()))
        .put("previous", certificate.previous().orElse(null))
        .put("signed_by", certificate.signedBy())
        .put("hash", certificate.hash())
        .put("signature", certificate.signature());
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException where it has not
   */
  public static DestructionCertificate read(JsonObject json) {
    DestructionCertificate read;
    try {
      read = parse(json);
    } catch (ClassCastException | DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException("a field is missing or of another kind", e);
    }
    if (!write(read).equals(json)) {
      throw new IllegalArgumentException("it has what no certificate has");
    }
    return read;
  }

  private static DestructionCertificate parse(JsonObject json) {
    var chain = required(json, "chain");
    return new DestructionCertificate(
        required(json, "id"),
        chain,
        json.getLong("sequence"),
        time(required(json, "issued_at")),
        new Destruction(
            Category.of(json.getString("category")),
            CertificateRow.organisation(chain),
            json.getLong("count"),
            strings(json.getJsonArray("objects")),
            json.getString("rule"),
            Optional.ofNullable(json.getString("from")).map(CertificateJson::time),
            Optional.ofNullable(json.getString("until")).map(CertificateJson::time),
            strings(json.getJsonArray("keys"))),
        Optional.ofNullable(json.getString("previous")),
        required(json, "signed_by"),
        required(json, "hash"),
        required(json, "signature"));
  }

  private static String required(JsonObject json, String field) {
    return Objects.requireNonNull(json.getString(field));
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static Instant time(String text) {
    return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
  }
}
