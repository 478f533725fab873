package io.pronto.core.backup;

import io.pronto.core.destruction.CertificateJson;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that was erased, or that binds whoever uses and deletes data, as it is copied beside
 * the backups.
 */
public sealed interface JournalEntry {
  /** What a certificate says. */
  record Certified(DestructionCertificate certificate) implements JournalEntry {}

  /**
   * What was erased for a subject or at a contract's end.
   *
   * @param kind of {@link io.pronto.core.destruction.ErasureJournal.Kind}
   * @param sealed all that is needed to do so again
   */
  record Erased(
      String id, OrganisationId organisation, String kind, Instant occurredAt, Buffer sealed)
      implements JournalEntry {}

  /**
   * What somebody deleted by hand.
   *
   * @param kind {@code recording}, {@code transcript} or {@code contact}
   * @param object its id
   */
  record Deleted(
      String id, OrganisationId organisation, String kind, Instant occurredAt, String object)
      implements JournalEntry {}

  /**
   * What binds whoever uses and deletes data, as it stands then: it takes the place of what was
   * copied of it before.
   *
   * @param kind {@code restriction}, {@code legal_hold}, {@code recording_exclusion} or {@code
   *     subprocessor_objection}
   * @param version by which another state of it is known
   * @param state its row; instants are in UTC, and bytes as {@code \\x…}
   */
  record Bound(
      String id, OrganisationId organisation, String kind, String version, JsonObject state)
      implements JournalEntry {}

  /** What was {@link Bound} is there no longer. */
  record Unbound(String id) implements JournalEntry {}

  /** Reads a row of {@code bindings_beyond}. */
  static JournalEntry ofBinding(Row row) {
    var id = row.getString("id");
    return Optional.ofNullable(row.getJsonObject("state"))
        .<JournalEntry>map(
            state ->
                new Bound(
                    id,
                    new OrganisationId(row.getString("organisation_id")),
                    row.getString("kind"),
                    row.getString("version"),
                    state))
        .orElseGet(() -> new Unbound(id));
  }

  /** Reads a row of {@code erasures_beyond}. */
  static JournalEntry of(Row row) {
    var id = row.getString("id");
    var organisation = new OrganisationId(row.getString("organisation_id"));
    var kind = row.getString("kind");
    var at = row.getOffsetDateTime("occurred_at").toInstant();
    return row.getString("object") == null
        ? new Erased(id, organisation, kind, at, row.getBuffer("sealed"))
        : new Deleted(id, organisation, kind, at, row.getString("object"));
  }

  /** As it is kept in the journal's files. */
  default JsonObject json() {
    return switch (this) {
      case Certified it ->
          new JsonObject().put("certificate", CertificateJson.write(it.certificate));
      case Erased it ->
          common("erased", it.id, it.organisation, it.kind, it.occurredAt)
              .put("sealed", it.sealed.getBytes());
      case Deleted it ->
          common("deleted", it.id, it.organisation, it.kind, it.occurredAt)
              .put("object", it.object);
      case Bound it ->
          new JsonObject()
              .put("what", "bound")
              .put("id", it.id)
              .put("organisation_id", it.organisation.value())
              .put("kind", it.kind)
              .put("version", it.version)
              .put("state", it.state);
      case Unbound it -> new JsonObject().put("what", "unbound").put("id", it.id);
    };
  }

  private static JsonObject common(
      String what, String id, OrganisationId organisation, String kind, Instant at) {
    return new JsonObject()
        .put("what", what)
        .put("id", id)
        .put("organisation_id", organisation.value())
        .put("kind", kind)
        .put("occurred_at", at.toString());
  }

  /**
   * Reads what {@link #json} has written.
   *
   * @throws IllegalArgumentException where it has not
   */
  static JournalEntry of(JsonObject json) {
    if (json.containsKey("certificate")) {
      return new Certified(CertificateJson.read(json.getJsonObject("certificate")));
    }
    try {
      var id = json.getString("id");
      var what = json.getString("what");
      if (what.equals("unbound")) {
        return new Unbound(id);
      }
      var organisation = new OrganisationId(json.getString("organisation_id"));
      var kind = json.getString("kind");
      if (what.equals("bound")) {
        var state = json.getJsonObject("state").copy();
        return new Bound(id, organisation, kind, json.getString("version"), state);
      }
      var at = Instant.parse(json.getString("occurred_at"));
      return what.equals("erased")
          ? new Erased(id, organisation, kind, at, json.getBuffer("sealed"))
          : new Deleted(id, organisation, kind, at, json.getString("object"));
    } catch (NullPointerException | ClassCastException | DateTimeException unreadable) {
      throw new IllegalArgumentException("a field is missing or of another kind", unreadable);
    }
  }
}
