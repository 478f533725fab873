package io.pronto.core.proof;

import io.pronto.core.seal.CanonicalForm;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * The last line of an export: how far the chain went then. It is signed over {@code pronto chain
 * end 1}, the kind, the chain, the sequence, the hash and the time.
 *
 * @param sequence of the last link; 0 where there is none
 * @param hash of the last link; empty where there is none
 * @param signature 128 hexadecimal digits
 */
record ChainEnd(long sequence, Optional<String> hash, Instant at, String signature) {
  static CanonicalForm form(
      Chain.Kind kind, String chain, long sequence, Optional<String> hash, Instant at) {
    return new CanonicalForm()
        .field("pronto chain end 1")
        .field(kind.text())
        .field(chain)
        .field(sequence)
        .field(hash)
        .time(at);
  }

  JsonObject json() {
    return new JsonObject()
        .put("end", true)
        .put("sequence", sequence)
        .put("hash", hash.orElse(null))
        .put("at", at.toString())
        .put("signature", signature);
  }

  /** What stands where no end is signed, since the chain is not whole. */
  static JsonObject broken(String fault) {
    return new JsonObject().put("end", true).put("fault", fault);
  }

  static Optional<String> fault(JsonObject json) {
    return Optional.ofNullable(json.getValue("fault")).map(Object::toString);
  }

  static boolean is(JsonObject json) {
    return json.containsKey("end");
  }

  /** Throws {@link IllegalArgumentException} where it is none. */
  static ChainEnd of(JsonObject json) {
    ChainEnd read;
    try {
      read =
          new ChainEnd(
              json.getLong("sequence"),
              Optional.ofNullable(json.getString("hash")),
              Instant.parse(json.getString("at")).truncatedTo(ChronoUnit.MICROS),
              Objects.requireNonNull(json.getString("signature")));
    } catch (ClassCastException | DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException("a field is missing or of another kind", e);
    }
    if (!read.json().equals(json)) {
      throw new IllegalArgumentException("it has what no end has");
    }
    return read;
  }
}
