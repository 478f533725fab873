package io.pronto.core.customeraudit;

import io.pronto.core.Id;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.customeraudit.AuditRefused.Reason;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Audits that customers ask for, and the operator's answers. */
public final class CustomerAudits {
  /** How many days before it an audit is asked for, at least. */
  public static final int DAYS_AHEAD = 60;

  private static final String SELECT =
      """
      select id, organisation_id, wanted_on, subject, asked_by, asked_at, agreed_on, answer_text,
             answered_by, answered_at, withdrawn_at
        from customer_audit\
      """;

  private final Database database;
  private final InstantSource clock;

  /** Keeps them in {@code database}; days are those of Paris. */
  public CustomerAudits(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Asks for one.
   *
   * @param by the id of an account or an API key
   * @throws AuditRefused where that is too soon; the message says from when on it is not
   */
  public CustomerAudit ask(OrganisationId organisation, LocalDate on, String subject, String by) {
    var id = Id.next("cau");
    return database.together(
        () -> {
          var asked = database.in(organisation, tx -> ask(tx, organisation, id, on, subject, by));
          database.asOperator(
              tx -> {
                OperatorEvents.append(
                    tx,
                    News.of(
                        "audit.asked",
                        new JsonObject()
                            .put("audit_id", id)
                            .put("organisation_id", organisation.value())
                            .put("wanted_on", on.toString())));
                return null;
              });
          return asked;
        });
  }

  private CustomerAudit ask(
      Tx tx, OrganisationId organisation, String id, LocalDate on, String subject, String by) {
    tx.query(
        "select pg_advisory_xact_lock(hashtextextended('customer audit ' || $1, 0))",
        organisation.value());
    var earliest = today().plusDays(DAYS_AHEAD);
    if (on.isBefore(earliest)) {
      throw AuditRefused.until(
          Reason.NOTICE_TOO_SHORT,
          earliest,
          "an audit is asked for %d days ahead".formatted(DAYS_AHEAD));
    }
    requireYear(standing(tx), on, earliest);
    tx.update(
        """
        insert into customer_audit (id, organisation_id, wanted_on, subject, asked_by, asked_at)
        values ($1, $2, $3, $4, $5, $6)
        """,
        id,
        organisation.value(),
        on,
        subject,
        by,
        sql(clock.instant()));
    return read(tx, id, "").orElseThrow();
  }

  /** The days of those that are asked for, or were, and were neither declined nor withdrawn. */
  private static List<LocalDate> standing(Tx tx) {
    return tx.query(SELECT).stream()
        .map(CustomerAudits::audit)
        .filter(
            audit ->
                switch (audit.state()) {
                  case ASKED, ACCEPTED -> true;
                  case DECLINED, WITHDRAWN -> false;
                })
        .map(CustomerAudit::day)
        .sorted()
        .toList();
  }

  private static void requireYear(List<LocalDate> others, LocalDate on, LocalDate earliest) {
    var possible = earliest;
    for (var other : others) { // from the first on: each takes the year before it and after it
      if (possible.isAfter(other.minusYears(1)) && possible.isBefore(other.plusYears(1))) {
        possible = other.plusYears(1);
      }
    }
    boolean near =
        others.stream()
            .anyMatch(other -> on.isAfter(other.minusYears(1)) && on.isBefore(other.plusYears(1)));
    if (near) {
      throw AuditRefused.until(Reason.ONE_A_YEAR, possible, "there is one audit a year at most");
    }
  }

  /** The one of that id of {@code organisation}. */
  public Optional<CustomerAudit> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /** The one of that id of any. */
  public Optional<CustomerAudit> findAny(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  /** A page of an organisation's. */
  public Page<CustomerAudit> page(OrganisationId organisation, PageRequest request) {
    return database.in(organisation, tx -> page(tx, request));
  }

  /** A page of everybody's. */
  public Page<CustomerAudit> all(PageRequest request) {
    return database.asOperator(tx -> page(tx, request));
  }

  private static Page<CustomerAudit> page(Tx tx, PageRequest request) {
    return new Listing(SELECT, "id").page(tx, request, CustomerAudits::audit, CustomerAudit::id);
  }

  /** Withdraws it; empty where there is none. */
  public Optional<CustomerAudit> withdraw(OrganisationId organisation, String id, String by) {
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              update customer_audit set withdrawn_by = $2, withdrawn_at = $3
               where id = $1 and withdrawn_at is null
              """,
              id,
              by,
              sql(clock.instant()));
          return read(tx, id, "");
        });
  }

  /**
   * Answers it, and gives notice of that; empty where there is none. An answer may be given anew.
   *
   * @param on the day of it; empty where it is declined
   * @param by the id of an account of the operator's
   * @throws AuditRefused where it was withdrawn, or the day is over
   */
  public Optional<CustomerAudit> answer(String id, Optional<LocalDate> on, String text, String by) {
    return database.asOperator(
        tx -> read(tx, id, " for update").map(audit -> answer(tx, audit, on, text, by)));
  }

  private CustomerAudit answer(
      Tx tx, CustomerAudit audit, Optional<LocalDate> on, String text, String by) {
    if (audit.withdrawnAt().isPresent()) {
      throw new AuditRefused(Reason.WITHDRAWN, "The organisation has withdrawn it");
    }
    if (on.filter(day -> day.isBefore(today())).isPresent()) {
      throw AuditRefused.until(Reason.PAST, today(), "that day is over");
    }
    var now = clock.instant();
    tx.update(
        """
        update customer_audit
           set answer = $2, answer_text = $3, agreed_on = $4, answered_by = $5, answered_at = $6
         where id = $1
        """,
        audit.id(),
        on.isPresent() ? "accepted" : "declined",
        text,
        on.orElse(null),
        by,
        sql(now));
    var facts =
        new JsonObject()
            .put("wanted_on", audit.wantedOn().toString())
            .put("agreed_on", on.map(LocalDate::toString).orElse(null))
            .put("answer_text", text);
    Notices.give(tx, audit.organisation(), Notice.Kind.AUDIT, audit.id(), facts, now, now);
    return read(tx, audit.id(), "").orElseThrow();
  }

  private LocalDate today() {
    return WorkingDays.FRANCE.date(clock.instant());
  }

  private static Optional<CustomerAudit> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(CustomerAudits::audit);
  }

  private static CustomerAudit audit(Row row) {
    return new CustomerAudit(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        row.getLocalDate("wanted_on"),
        row.getString("subject"),
        row.getString("asked_by"),
        row.getOffsetDateTime("asked_at").toInstant(),
        time(row, "answered_at")
            .map(
                at ->
                    new CustomerAudit.Answer(
                        Optional.ofNullable(row.getLocalDate("agreed_on")),
                        row.getString("answer_text"),
                        row.getString("answered_by"),
                        at)),
        time(row, "withdrawn_at"));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
