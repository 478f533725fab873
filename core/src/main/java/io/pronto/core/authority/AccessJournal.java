package io.pronto.core.authority;

import io.pronto.core.db.Database;
import io.pronto.core.evidence.HashedFiles.Lines;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.util.List;

/**
 * Who has had to do with a request, from the operator's audit log: who filed it and decided, who
 * made links, when and from which address these were fetched, and what was shown before; each with
 * its place and hash in that log. Numbers and addresses that are asked for are masked there, and
 * addresses from which anything was fetched leave it after a year.
 */
final class AccessJournal {
  private final Database database;

  AccessJournal(Database database) {
    this.database = database;
  }

  /** Writes all there is of {@code request}, the first first. */
  void write(AuthorityRequest request, Lines lines) throws IOException {
    for (var event : events(request)) {
      lines.add(
          new JsonObject()
              .put("sequence", event.getLong("sequence"))
              .put("at", event.getOffsetDateTime("occurred_at").toInstant().toString())
              .put("action", event.getString("action"))
              .put("about", event.getString("subject_id"))
              .put("actor", event.getString("actor_id"))
              .put("source", event.getString("source"))
              .put("what", event.getJsonObject("after"))
              .put("hash", event.getString("hash")));
    }
  }

  private List<Row> events(AuthorityRequest request) {
    return database.asOperator(
        tx ->
            tx.query(
                """
                select sequence, occurred_at, action, subject_id, actor_id, source, after,
                       encode(hash, 'hex') as hash
                  from audit_event
                 where chain = 'operator'
                   and (subject_id = $1
                        or after ->> 'about' = $1
                        or subject_id = any(array(select made.subject_id from audit_event made
                                                   where made.chain = 'operator'
                                                     and made.after ->> 'about' = $1))
                        or subject_id = any($2))
                 order by sequence
                """,
                request.id(),
                request.disclosures().stream().map(Disclosure::handoverId).toArray(String[]::new)));
  }
}
