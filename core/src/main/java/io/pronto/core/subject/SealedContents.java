package io.pronto.core.subject;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is sealed in rows of requests, restrictions and erasures: opened, so that an organisation
 * takes it along, and sealed anew by the key of another server. A row has it as {@link #FIELD} in
 * between. For one thread.
 */
public final class SealedContents {
  /** The field of a row that has in the clear what was sealed. */
  public static final String FIELD = "content";

  private static final String REQUESTS = "subject_request";
  private static final String RESTRICTIONS = "restriction";
  private static final String ERASURES = "erasure";
  private static final int HASH = 32;

  private final SubjectSeal seal;
  private final Map<String, Buffer> hashes = new HashMap<>();

  /** Opens, or seals, by {@code seal}. */
  public SealedContents(SubjectSeal seal) {
    this.seal = seal;
  }

  /** Whether rows of {@code table} have any. */
  public static boolean areIn(String table) {
    return Set.of(REQUESTS, RESTRICTIONS, ERASURES).contains(table);
  }

  /**
   * Opens what is sealed in the row of that id.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another key sealed it, or it was changed
   */
  public JsonObject open(String id, Buffer sealed) {
    return seal.open(id, sealed);
  }

  /**
   * Makes of a row that has it open one of {@code organisation} that has it sealed, whatever the
   * row itself says is sealed. Requests come before the erasures that they have led to.
   *
   * @return empty for a row that is worth nothing without, and has none
   * @throws IllegalArgumentException where it has what no such row has
   */
  public Optional<JsonObject> seal(OrganisationId organisation, String table, JsonObject row) {
    try {
      var plain = row.copy();
      plain.remove("sealed");
      plain.remove("subject_hash");
      var content = Optional.ofNullable((JsonObject) plain.remove(FIELD));
      return switch (table) {
        case REQUESTS -> content.map(of -> request(organisation, plain, of));
        case RESTRICTIONS -> Optional.of(restriction(plain, content));
        case ERASURES -> erasure(organisation, plain, content);
        default -> throw new IllegalArgumentException("Nothing is sealed in " + table);
      };
    } catch (ClassCastException | NullPointerException | NotASubject e) {
      throw new IllegalArgumentException("its content is none: " + e.getMessage(), e);
    }
  }

  private JsonObject request(OrganisationId organisation, JsonObject row, JsonObject content) {
    var said = RequestRows.content(content);
    var hash = hash(organisation, said.subject());
    hashes.put(row.getString("id"), hash);
    return row.put("subject_hash", bytea(hash)).put("sealed", sealed(row, RequestRows.json(said)));
  }

  /** One that is in force has none, and one that was lifted may have none. */
  private JsonObject restriction(JsonObject row, Optional<JsonObject> content) {
    content.ifPresent(
        of -> row.put("sealed", sealed(row, new JsonObject().put("note", of.getString("note")))));
    return row;
  }

  /**
   * One that is done knows no longer whom it was about: its request may. What was to be written
   * anew of files is of another database.
   */
  private Optional<JsonObject> erasure(
      OrganisationId organisation, JsonObject row, Optional<JsonObject> content) {
    row.put("scrub", new JsonArray());
    if ("done".equals(row.getString("state"))) {
      var hash = hashes.getOrDefault(row.getString("request_id"), nobody());
      return Optional.of(row.put("subject_hash", bytea(hash)));
    }
    return content.map(
        what -> {
          Terms.of(what.getJsonObject("terms"));
          return row.put("subject_hash", bytea(hash(organisation, what.getString("subject"))))
              .put("sealed", sealed(row, what));
        });
  }

  /** The forms in which a number or an address is kept are the same in every country. */
  private Buffer hash(OrganisationId organisation, String subject) {
    return seal.hash(organisation, Subject.read(subject, "FR"));
  }

  private static Buffer nobody() {
    var bytes = new byte[HASH];
    new SecureRandom().nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private String sealed(JsonObject row, JsonObject content) {
    return bytea(seal.seal(row.getString("id"), content));
  }

  /** As PostgreSQL reads bytes from text. */
  private static String bytea(Buffer bytes) {
    return "\\x" + HexFormat.of().formatHex(bytes.getBytes());
  }
}
