package io.pronto.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The queue as whoever empties it sees it, across organisations. */
final class MailJobs {
  private final Database database;
  private final MasterKey master;

  MailJobs(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /** One that was not handed over by its deadline, and is deleted. */
  record Late(String id, String kind, int attempts) {}

  /** Takes the one that has been due for longest; nobody else does until the lease ends. */
  Optional<QueuedMail> claim(Duration lease) {
    return database
        .asStranger(tx -> tx.one("select * from claim_mail($1)", seconds(lease)))
        .map(this::opened);
  }

  /** Has it tried again after {@code pause}. */
  void retry(QueuedMail mail, Duration pause) {
    database.asStranger(
        tx ->
            tx.query("select retry_mail($1, $2, $3)", mail.id(), mail.attempts(), seconds(pause)));
  }

  /** A mail server has it: deletes it, and writes down when where it must be known that it left. */
  void handedOver(QueuedMail mail) {
    database.asStranger(tx -> tx.query("select mail_handed_over($1)", mail.id()));
  }

  /** Deletes it. */
  void forget(QueuedMail mail) {
    database.asStranger(tx -> tx.query("select forget_mail($1)", mail.id()));
  }

  /** Deletes those that are past their deadline. */
  List<Late> forgetExpired() {
    return database.asStranger(tx -> tx.query("select * from forget_expired_mail()")).stream()
        .map(
            row -> new Late(row.getString("id"), row.getString("kind"), row.getInteger("attempts")))
        .toList();
  }

  private QueuedMail opened(Row row) {
    var id = row.getString("id");
    var opened = master.open(row.getBuffer("sealed").getBytes(), id.getBytes(UTF_8), id);
    var json = new JsonObject(Buffer.buffer(opened));
    return new QueuedMail(
        id,
        Optional.ofNullable(row.getString("organisation_id")).map(OrganisationId::new),
        row.getString("kind"),
        row.getInteger("attempts"),
        new EmailAddress(json.getString("to")),
        json.getString("language"),
        new LetterText(json.getString("subject"), json.getString("plain"), json.getString("html")));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
