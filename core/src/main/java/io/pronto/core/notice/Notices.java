package io.pronto.core.notice;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is to be told what, and who was. */
public final class Notices {
  private static final String SELECT =
      "select id, organisation_id, kind, about, facts, created_at, due_at, told_at from notice";

  private final Database database;

  /** Those in {@code database}. */
  public Notices(Database database) {
    this.database = database;
  }

  /** A notice that is to be told now. */
  public record Waiting(String noticeId, OrganisationId organisation) {}

  /**
   * Somebody who was written to.
   *
   * @param writtenAt when the mail was put into the queue
   * @param handedOverAt when a mail server took it
   */
  public record Letter(String userId, Instant writtenAt, Optional<Instant> handedOverAt) {}

  /**
   * Gives notice in {@code tx}, of the operator's realm, from {@code due} on; what was disclosed on
   * the same request is told once.
   */
  public static void give(
      Tx tx,
      OrganisationId organisation,
      Notice.Kind kind,
      String about,
      JsonObject facts,
      Instant now,
      Instant due) {
    tx.update(
        """
        insert into notice (id, organisation_id, kind, about, facts, created_at, due_at)
        select $1, id, $3, $4, $5, $6, $7 from organisation where id = $2
        on conflict (organisation_id, about) where kind = 'disclosure' do nothing
        """,
        Id.next("ntc"),
        organisation.value(),
        kind.code(),
        about,
        facts,
        sql(now),
        sql(due));
  }

  /** What is not told yet of that, in {@code tx} of the operator's realm, is told from then on. */
  public static void postpone(Tx tx, String about, Instant due) {
    tx.update(
        "update notice set due_at = $2 where about = $1 and told_at is null", about, sql(due));
  }

  /** A page of an organisation's, of all or about one thing. */
  public Page<Notice> page(
      OrganisationId organisation, Optional<String> about, PageRequest request) {
    return database.in(organisation, tx -> page(tx, about, request));
  }

  /** A page of everybody's, those that are not due among them. */
  public Page<Notice> all(Optional<String> about, PageRequest request) {
    return database.asOperator(tx -> page(tx, about, request));
  }

  /** One of an organisation's, as soon as it may know of it. */
  public Optional<Notice> find(OrganisationId organisation, String id) {
    return database.in(
        organisation, tx -> tx.one(SELECT + " where id = $1", id).map(Notices::notice));
  }

  private static Page<Notice> page(Tx tx, Optional<String> about, PageRequest request) {
    return new Listing(SELECT, "id")
        .where("about = ?", about)
        .page(tx, request, Notices::notice, Notice::id);
  }

  /** Who of {@code organisation} was written to, by notice. */
  public Map<String, List<Letter>> letters(OrganisationId organisation, List<String> notices) {
    return database.in(organisation, tx -> letters(tx, notices));
  }

  /** Who of all organisations was written to, by notice. */
  public Map<String, List<Letter>> letters(List<String> notices) {
    return database.asOperator(tx -> letters(tx, notices));
  }

  private static Map<String, List<Letter>> letters(Tx tx, List<String> notices) {
    var all = new HashMap<String, List<Letter>>();
    tx.query(
            """
            select notice_id, user_id, written_at, handed_over_at from notice_letter
             where notice_id = any($1) order by user_id
            """,
            (Object) notices.toArray(String[]::new))
        .forEach(
            row ->
                all.computeIfAbsent(row.getString("notice_id"), _ -> new ArrayList<>())
                    .add(
                        new Letter(
                            row.getString("user_id"),
                            row.getOffsetDateTime("written_at").toInstant(),
                            time(row, "handed_over_at"))));
    return all;
  }

  /** At most {@code most} of those that are to be told. */
  public List<Waiting> waiting(int most) {
    return database.asStranger(tx -> tx.query("select * from notices_waiting($1)", most)).stream()
        .map(
            row ->
                new Waiting(
                    row.getString("notice_id"),
                    new OrganisationId(row.getString("organisation_id"))))
        .toList();
  }

  /**
   * The notice, where {@code tx}, of the organisation, is the one that tells it; nobody else does
   * until it ends.
   */
  public static Optional<Notice> claim(Tx tx, Waiting waiting) {
    return tx.one(
            SELECT + " where id = $1 and told_at is null for update skip locked",
            waiting.noticeId())
        .map(Notices::notice);
  }

  /** It was told. */
  public static void told(Tx tx, Notice notice, Instant at) {
    tx.update("update notice set told_at = $2 where id = $1", notice.id(), sql(at));
  }

  /** One of its organisation's people was written to, in the mail {@code mailId}. */
  public static void written(Tx tx, Notice notice, String userId, String mailId, Instant at) {
    tx.update(
        """
        insert into notice_letter (notice_id, organisation_id, user_id, mail_id, written_at)
        values ($1, $2, $3, $4, $5)
        """,
        notice.id(),
        notice.organisation().value(),
        userId,
        mailId,
        sql(at));
  }

  private static Notice notice(Row row) {
    return new Notice(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        Notice.Kind.of(row.getString("kind")),
        row.getString("about"),
        row.getJsonObject("facts"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("due_at").toInstant(),
        time(row, "told_at"));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
