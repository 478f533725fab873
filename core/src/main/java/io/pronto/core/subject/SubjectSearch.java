package io.pronto.core.subject;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.Consumer;

/** Finds everything that an organisation has about somebody. */
public final class SubjectSearch {
  private static final int PAGE = 200;

  private final Database database;

  /** Searches {@code database}. */
  public SubjectSearch(Database database) {
    this.database = database;
  }

  /**
   * Reads whom somebody means who is at {@code organisation}.
   *
   * @throws NotASubject for half a number, and for what is neither number nor address
   */
  public Subject subject(OrganisationId organisation, String text) {
    return database.in(organisation, tx -> subject(tx, text));
  }

  static Subject subject(Tx tx, String text) {
    return Subject.read(text, country(tx));
  }

  static String country(Tx tx) {
    return tx.one("select country from organisation where id = acting_organisation()")
        .orElseThrow()
        .getString("country");
  }

  /**
   * Everything about {@code subject}, by place, and notes that it was sought, and why; not who, but
   * by the pseudonym {@code as}.
   */
  public List<Found> find(OrganisationId organisation, Subject subject, String as, String reason) {
    NumberEnds.read(database, organisation);
    return database.in(
        organisation,
        tx -> {
          AuditLog.note(tx, "subject.searched", as, new JsonObject().put("reason", reason));
          return find(tx, terms(tx, subject));
        });
  }

  static Terms terms(Tx tx, Subject subject) {
    var emails = subject.emails().toArray(String[]::new);
    return Terms.of(
        subject,
        emails.length == 0
            ? List.of()
            : tx.query("select id from subject_accounts($1) id", (Object) emails).stream()
                .map(row -> row.getString("id"))
                .toList());
  }

  static List<Found> find(Tx tx, Terms terms) {
    return tx
        .query(
            "select * from subject_found($1, $2, $3, $4, null)",
            terms.allArray(),
            terms.emailsArray(),
            terms.usersArray(),
            terms.saidArray())
        .stream()
        .map(
            row ->
                new Found(
                    row.getString("place"),
                    row.getLong("amount"),
                    List.of(row.getArrayOfStrings("ids"))))
        .toList();
  }

  /** Hands each row at {@code place} to {@code to}, page by page, whatever there is. */
  void each(OrganisationId organisation, Terms terms, String place, Consumer<JsonObject> to) {
    var after = "";
    for (var page = page(organisation, terms, place, after);
        !page.isEmpty();
        page = page(organisation, terms, place, after)) {
      page.forEach(row -> to.accept(row.getJsonObject("content")));
      after = page.getLast().getString("key");
    }
  }

  private List<Row> page(OrganisationId organisation, Terms terms, String place, String after) {
    return database.in(
        organisation,
        tx ->
            tx.query(
                "select key, content - 'number_ends' as content"
                    + " from subject_page($1, $2, $3, $4, $5, $6, $7)",
                place,
                terms.allArray(),
                terms.emailsArray(),
                terms.usersArray(),
                terms.saidArray(),
                after,
                PAGE));
  }
}
