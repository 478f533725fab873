package io.pronto.core.audit;

import io.pronto.core.seal.CanonicalForm;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An event of the audit log letter by letter as its hash was made of it, with what seals it.
 *
 * @param micros since 1970
 * @param personSalt 32 hexadecimal digits; empty where the event has forgotten whose it was, or
 *     where nobody was known
 * @param personHash of the salt, {@code actorEmail} and {@code source}, 64 hexadecimal digits,
 *     which takes the place of the two in {@code hash}; empty where nobody was known, and of old
 *     events
 * @param before JSON as PostgreSQL writes it
 * @param after the same
 * @param hash of this event and the hash before it, 64 hexadecimal digits
 * @param signature of the seal that was put on it, 128 hexadecimal digits; empty where there is
 *     none
 */
public record ChainedEvent(
    String chain,
    long sequence,
    String id,
    long micros,
    String actorType,
    Optional<String> actorId,
    Optional<String> actorEmail,
    Optional<String> source,
    Optional<String> personSalt,
    Optional<String> personHash,
    Optional<String> requestId,
    String action,
    Optional<String> subjectId,
    Optional<String> before,
    Optional<String> after,
    String hash,
    Optional<String> signature) {
  static final String SELECT =
      """
      select e.sequence, chain, id, (extract(epoch from occurred_at) * 1000000)::bigint as micros,
             actor_type, actor_id, actor_email, source, encode(person_salt, 'hex') as person_salt,
             encode(person_hash, 'hex') as person_hash, request_id, action, subject_id, before::text as before, after::text as after, hash, sealed, signature
        from audit_event e left join audit_seal s using (chain, sequence)
       where chain = $1 and e.sequence > $2 order by e.sequence limit $3
      """;

  static ChainedEvent of(Row row) {
    return new ChainedEvent(
        row.getString("chain"),
        row.getLong("sequence"),
        row.getString("id"),
        row.getLong("micros"),
        row.getString("actor_type"),
        text(row, "actor_id"),
        text(row, "actor_email"),
        text(row, "source"),
        text(row, "person_salt"),
        text(row, "person_hash"),
        text(row, "request_id"),
        row.getString("action"),
        text(row, "subject_id"),
        text(row, "before"),
        text(row, "after"),
        HexFormat.of().formatHex(row.getBuffer("hash").getBytes()),
        Optional.ofNullable(row.getBuffer("signature"))
            .map(signature -> HexFormat.of().formatHex(signature.getBytes())));
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }

  /** As a line of an export has it; {@code before} and {@code after} stay texts. */
  public JsonObject json() {
    var json =
        new JsonObject()
            .put("id", id)
            .put("chain", chain)
            .put("sequence", sequence)
            .put("micros", micros)
            .put("actor_type", actorType)
            .put("actor_id", actorId.orElse(null))
            .put("actor_email", actorEmail.orElse(null))
            .put("source", source.orElse(null))
            .put("request_id", requestId.orElse(null))
            .put("action", action)
            .put("subject_id", subjectId.orElse(null))
            .put("before", before.orElse(null))
            .put("after", after.orElse(null))
            .put("hash", hash)
            .put("seal", signature.orElse(null));
    personSalt.ifPresent(salt -> json.put("person_salt", salt));
    personHash.ifPresent(of -> json.put("person_hash", of));
    return json;
  }

  /**
   * Reads what {@link #json} has written.
   *
   * @throws IllegalArgumentException where it has not
   */
  public static ChainedEvent of(JsonObject json) {
    ChainedEvent read;
    try {
      read =
          new ChainedEvent(
              required(json, "chain"),
              json.getLong("sequence"),
              required(json, "id"),
              json.getLong("micros"),
              required(json, "actor_type"),
              text(json, "actor_id"),
              text(json, "actor_email"),
              text(json, "source"),
              text(json, "person_salt"),
              text(json, "person_hash"),
              text(json, "request_id"),
              required(json, "action"),
              text(json, "subject_id"),
              text(json, "before"),
              text(json, "after"),
              required(json, "hash"),
              text(json, "seal"));
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("a field is missing or of another kind", e);
    }
    if (!read.json().equals(json)) {
      throw new IllegalArgumentException("it has what no event has");
    }
    return read;
  }

  private static String required(JsonObject json, String field) {
    return text(json, field).orElseThrow(() -> new IllegalArgumentException("it has no " + field));
  }

  private static Optional<String> text(JsonObject json, String field) {
    return Optional.ofNullable((String) json.getValue(field));
  }

  /**
   * Its hash after the one before, as the function {@code audit_hash} of the schema makes it.
   *
   * @param previous empty for the first
   */
  String hashAfter(String previous) {
    var form =
        new CanonicalForm()
            .field(Optional.of(previous).filter(hash -> !hash.isEmpty()))
            .field(chain)
            .field(sequence)
            .field(id)
            .field(micros)
            .field(actorType)
            .field(actorId);
    personHash.ifPresentOrElse(form::field, () -> form.field(actorEmail).field(source));
    return form.field(requestId).field(action).field(subjectId).field(before).field(after).hash();
  }

  /** Whether it is still that of whom it was written of, or has forgotten it as a whole. */
  boolean isOfWhomItWas() {
    if (personHash.isEmpty()) {
      return personSalt.isEmpty();
    }
    return personSalt
        .map(salt -> new CanonicalForm().field(salt).field(actorEmail).field(source).hash())
        .map(personHash.get()::equals)
        .orElse(actorEmail.isEmpty() && source.isEmpty());
  }

  /** What a seal's signature is of. */
  static CanonicalForm sealed(String chain, long sequence, String hash) {
    return new CanonicalForm()
        .field("pronto audit seal 1")
        .field(chain)
        .field(sequence)
        .field(hash);
  }
}
