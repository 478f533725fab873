package io.pronto.core.breach;

import io.pronto.core.breach.Trace.Means;
import io.pronto.core.breach.Trace.Terms;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was read of the acting organisation by the terms of a trace: out of the audit log what was
 * opened, out of the journal of readings what lists have shown. Ids, by kind. Both note once in ten
 * minutes what the same one opens again: what was opened in the ten minutes before counts as well.
 */
final class ReadRows {
  /** What was read. */
  enum Kind {
    HEARD,
    READ,
    FOLLOWED,
    RECORDING,
    CALL,
    CONTACT,
    USER
  }

  private static final String SQL =
      """
      select upper(kind) as kind, unnest(ids) as id from reading
       where %1$s and began_at < $2 and ended_at >= $1::timestamptz - interval '2 minutes'
      union
      select case action when 'recording.heard' then 'HEARD' when 'transcript.read' then 'READ' else 'FOLLOWED' end,
             subject_id from audit_event
       where chain = acting_organisation() and %2$s and occurred_at >= $1 - interval '10 minutes'
         and occurred_at < $2 and action in ('recording.heard', 'transcript.read', 'transcript.followed')
      """;

  /** A session of a user: from when to when, where it has ended. */
  private static final String SESSION =
      """
      select actor_id, occurred_at as opened_at,
             (select min(occurred_at) from audit_event
               where chain = acting_organisation() and subject_id = $1 and action = 'session.ended') as ended_at
        from audit_event
       where chain = acting_organisation() and subject_id = $1 and action = 'session.opened'
      """;

  private final Map<Kind, Set<String>> ids = new EnumMap<>(Kind.class);

  private ReadRows() {}

  /** All that was read by any of {@code terms}, in {@code tx} of the organisation. */
  static ReadRows of(Tx tx, List<Terms> terms) {
    var all = new ReadRows();
    terms.forEach(each -> all.add(tx, each));
    return all;
  }

  /** The ids of that kind, in their order. */
  Set<String> of(Kind kind) {
    return ids.getOrDefault(kind, Set.of());
  }

  private void add(Tx tx, Terms terms) {
    var since = terms.since();
    var until = terms.until();
    switch (terms.means()) {
      case API_KEY, USER -> query(tx, "reader = $3", "actor_id = $3", since, until, terms.value());
      case ADDRESS -> query(tx, "source = $3", "source = $3", since, until, terms.value());
      case ORGANISATION ->
          query(tx, "organisation_id = $3", "chain = $3", since, until, terms.value());
      case SESSION -> tx.one(SESSION, terms.value()).ifPresent(row -> session(tx, row, terms));
    }
  }

  private void session(Tx tx, Row session, Terms terms) {
    var opened = session.getOffsetDateTime("opened_at").toInstant();
    var ended =
        Optional.ofNullable(session.getOffsetDateTime("ended_at")).map(OffsetDateTime::toInstant);
    add(
        tx,
        new Terms(
            Means.USER,
            session.getString("actor_id"),
            latest(opened, terms.since()),
            ended.filter(terms.until()::isAfter).orElse(terms.until())));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void query(
      Tx tx, String reader, String actor, Instant since, Instant until, String value) {
    tx.query(SQL.formatted(reader, actor), utc(since), utc(until), value)
        .forEach(
            row ->
                ids.computeIfAbsent(Kind.valueOf(row.getString("kind")), _ -> new TreeSet<>())
                    .add(row.getString("id")));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
