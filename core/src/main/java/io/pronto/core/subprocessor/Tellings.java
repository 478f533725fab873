package io.pronto.core.subprocessor;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who was told of which notice, and when. */
public final class Tellings {
  private final Database database;

  /** Those in {@code database}. */
  public Tellings(Database database) {
    this.database = database;
  }

  /** An organisation that is to be told of a notice. */
  public record Waiting(String noticeId, OrganisationId organisation) {}

  /**
   * Somebody who was written to.
   *
   * @param writtenAt when the mail was put into the queue
   * @param handedOverAt when a mail server took it
   */
  public record Told(String userId, Instant writtenAt, Optional<Instant> handedOverAt) {}

  /**
   * How far the telling of a notice has come.
   *
   * @param organisations how many are to be told
   * @param told how many of them were
   * @param letters how many mails that made
   * @param handedOver how many of them a mail server has taken
   */
  public record Count(long organisations, long told, long letters, long handedOver) {
    /** Of nobody. */
    public static final Count NONE = new Count(0, 0, 0, 0);
  }

  /** At most {@code most} of those who are to be told. */
  public List<Waiting> waiting(int most) {
    return database
        .asStranger(tx -> tx.query("select * from subprocessor_tellings_waiting($1)", most))
        .stream()
        .map(
            row ->
                new Waiting(
                    row.getString("notice_id"),
                    new OrganisationId(row.getString("organisation_id"))))
        .toList();
  }

  /**
   * Whether {@code tx}, of the organisation, is the one that tells it; nobody else does until it
   * ends.
   */
  public static boolean claim(Tx tx, Waiting waiting) {
    return tx.one(
            """
            select from subprocessor_telling
             where notice_id = $1 and organisation_id = $2 and told_at is null
               for update skip locked
            """,
            waiting.noticeId(),
            waiting.organisation().value())
        .isPresent();
  }

  /** The organisation was told. */
  public static void told(Tx tx, Waiting waiting, Instant at) {
    tx.update(
        """
        update subprocessor_telling set told_at = $3
         where notice_id = $1 and organisation_id = $2
        """,
        waiting.noticeId(),
        waiting.organisation().value(),
        at.atOffset(ZoneOffset.UTC));
  }

  /** One of its people was written to, in the mail {@code mailId}. */
  public static void written(Tx tx, Waiting waiting, String userId, String mailId, Instant at) {
    tx.update(
        """
        insert into subprocessor_letter
          (notice_id, organisation_id, user_id, mail_id, written_at) values ($1, $2, $3, $4, $5)
        """,
        waiting.noticeId(),
        waiting.organisation().value(),
        userId,
        mailId,
        at.atOffset(ZoneOffset.UTC));
  }

  /** Who of {@code organisation} was told, by notice. */
  public Map<String, List<Told>> of(OrganisationId organisation, List<String> notices) {
    var all = new HashMap<String, List<Told>>();
    database
        .in(
            organisation,
            tx ->
                tx.query(
                    """
                    select notice_id, user_id, written_at, handed_over_at from subprocessor_letter
                     where notice_id = any($1) order by user_id
                    """,
                    (Object) notices.toArray(String[]::new)))
        .forEach(
            row ->
                all.computeIfAbsent(row.getString("notice_id"), _ -> new ArrayList<>())
                    .add(told(row)));
    return all;
  }

  /** How far all tellings have come, by notice. */
  public Map<String, Count> counts(List<String> notices) {
    var all = new HashMap<String, Count>();
    database
        .asOperator(
            tx ->
                tx.query(
                    """
                    select t.notice_id, count(*) as organisations, count(t.told_at) as told,
                           (select count(*) from subprocessor_letter l
                             where l.notice_id = t.notice_id) as letters,
                           (select count(l.handed_over_at) from subprocessor_letter l
                             where l.notice_id = t.notice_id) as handed_over
                      from subprocessor_telling t where t.notice_id = any($1)
                     group by t.notice_id
                    """,
                    (Object) notices.toArray(String[]::new)))
        .forEach(
            row ->
                all.put(
                    row.getString("notice_id"),
                    new Count(
                        row.getLong("organisations"),
                        row.getLong("told"),
                        row.getLong("letters"),
                        row.getLong("handed_over"))));
    return all;
  }

  private static Told told(Row row) {
    return new Told(
        row.getString("user_id"),
        row.getOffsetDateTime("written_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("handed_over_at"))
            .map(OffsetDateTime::toInstant));
  }
}
