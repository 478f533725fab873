package io.pronto.core.subprocessor;

import io.pronto.core.Id;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.subprocessor.NoticeRefused.Reason;
import io.pronto.core.subprocessor.SubprocessorNotice.Change;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Who processes data for the operator, and what was announced of them. It is the operator's to
 * change, by notices, and everybody's to read.
 */
public final class SubprocessorRegister {
  private final Database database;
  private final InstantSource clock;

  /** One in {@code database}, in which notices are given when {@code clock} says. */
  public SubprocessorRegister(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Which day it is where terms are counted. */
  public LocalDate today() {
    return WorkingDays.FRANCE.date(clock.instant());
  }

  /**
   * Announces somebody new.
   *
   * @throws NoticeRefused if that cannot be
   */
  public Subprocessor add(Details details, LocalDate effectiveOn) {
    return database.asOperator(
        tx -> {
          lockNames(tx);
          var id = Id.next("spr");
          requireFreeName(tx, id, details.name());
          tx.update("insert into subprocessor (id) values ($1)", id);
          announce(tx, id, 1, Change.ADDED, details, effectiveOn);
          return read(tx, id, "").orElseThrow();
        });
  }

  /**
   * Enters somebody who was in use before there was a register. While there is no customer there is
   * nobody to tell, and until something is announced it is entered without notice. Customers are
   * all told at once, and may object for as long as to any notice; that is only for those who came
   * before there was a register: where nothing shipped, until the first entry may be objected to no
   * longer. Whoever comes otherwise is announced.
   *
   * @param since from which day on, today at the latest
   * @throws NoticeRefused if that cannot be
   */
  public Subprocessor enter(Details details, LocalDate since) {
    return database.asOperator(
        tx -> {
          lockNames(tx);
          boolean customers =
              tx.one("select from organisation where in_service(id) limit 1").isPresent();
          requireOpen(tx, customers);
          if (since.isAfter(today())) {
            throw new NoticeRefused(
                Reason.NOT_YET, "Must be today, %s, or earlier: it is in use".formatted(today()));
          }
          var id = Id.next("spr");
          requireFreeName(tx, id, details.name());
          tx.update("insert into subprocessor (id) values ($1)", id);
          var now = clock.instant();
          var until = Optional.of(NoticePeriod.from(now).objectionsUntil()).filter(_ -> customers);
          give(
              tx,
              new SubprocessorNotice(
                  Id.next("spn"), id, 1, Change.ADDED, details, now, until, since));
          return read(tx, id, "").orElseThrow();
        });
  }

  /** Whether anybody may still be entered who was not announced. */
  private void requireOpen(Tx tx, boolean customers) {
    if (tx.one("select from subprocessor_notice where effective_on > objections_until limit 1")
        .isPresent()) {
      throw new NoticeRefused(
          Reason.NOTICE_NEEDED,
          "Changes of the register have been announced: this is to be announced, too");
    }
    if (customers
        && tx.one(
                """
                select from subprocessor_notice
                 where objections_until is null or objections_until < $1 limit 1
                """,
                today())
            .isPresent()) {
      throw new NoticeRefused(
          Reason.NOTICE_NEEDED,
          "There are customers, and they have a register already: this is to be announced");
    }
  }

  /**
   * Announces that something about one changes; empty when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @param change makes of what was last announced what is to be
   * @throws NoticeRefused if that cannot be
   */
  public Optional<Subprocessor> change(
      String id,
      LocalDate effectiveOn,
      Consumer<Subprocessor> check,
      UnaryOperator<Details> change) {
    return database.asOperator(
        tx -> {
          lockNames(tx);
          return locked(tx, id, check)
              .map(
                  before -> {
                    var latest = before.latest();
                    var details = change.apply(latest.details());
                    if (details.equals(latest.details())) {
                      throw new NoticeRefused(
                          Reason.NOTHING_NEW, "The register says that already: say what changes");
                    }
                    requireFreeName(tx, id, details.name());
                    requireOrder(latest, effectiveOn);
                    announce(tx, id, latest.number() + 1, Change.CHANGED, details, effectiveOn);
                    return read(tx, id, "").orElseThrow();
                  });
        });
  }

  /**
   * Announces that one is used no longer; empty when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @throws NoticeRefused if that cannot be
   */
  public Optional<Subprocessor> remove(
      String id, LocalDate effectiveOn, Consumer<Subprocessor> check) {
    return database.asOperator(
        tx ->
            locked(tx, id, check)
                .map(
                    before -> {
                      var latest = before.latest();
                      requireOrder(latest, effectiveOn);
                      announce(
                          tx,
                          id,
                          latest.number() + 1,
                          Change.REMOVED,
                          latest.details(),
                          effectiveOn);
                      return read(tx, id, "").orElseThrow();
                    }));
  }

  /** The one of that id. */
  public Optional<Subprocessor> find(String id) {
    return database.asStranger(tx -> read(tx, id, ""));
  }

  /** A page of all there are or were. */
  public Page<Subprocessor> list(PageRequest request) {
    return database.asStranger(
        tx -> {
          var page =
              new Listing("select id, created_at from subprocessor", "id")
                  .page(tx, request, Head::of, Head::id);
          var notices = notices(tx, page.items().stream().map(Head::id).toList());
          return page.map(head -> head.with(notices));
        });
  }

  /** All that are in the register today or were announced for it, by name. */
  public List<Subprocessor> current() {
    var today = today();
    return database.asStranger(
        tx -> {
          var heads =
              tx.query("select id, created_at from subprocessor").stream().map(Head::of).toList();
          var notices = notices(tx, heads.stream().map(Head::id).toList());
          return heads.stream()
              .map(head -> head.with(notices))
              .filter(each -> each.state(today) != Subprocessor.State.ENDED)
              .sorted(
                  (one, other) ->
                      one.details(today).name().compareToIgnoreCase(other.details(today).name()))
              .toList();
        });
  }

  /** A page of notices, of one subprocessor or of all. */
  public Page<SubprocessorNotice> notices(Optional<String> subprocessorId, PageRequest request) {
    return database.asStranger(
        tx ->
            new Listing(NoticeRows.SELECT, "id")
                .where("subprocessor_id = ?", subprocessorId)
                .page(tx, request, NoticeRows::notice, SubprocessorNotice::id));
  }

  /** The one of that id. */
  public Optional<SubprocessorNotice> notice(String id) {
    return database.asStranger(
        tx -> tx.one(NoticeRows.SELECT + " where id = $1", id).map(NoticeRows::notice));
  }

  private void announce(
      Tx tx, String id, int number, Change change, Details details, LocalDate effectiveOn) {
    var now = clock.instant();
    var period = NoticePeriod.from(now);
    if (effectiveOn.isBefore(period.earliestEffect())) {
      throw new NoticeRefused(Reason.NOTICE_TOO_SHORT, tooShort(period, effectiveOn));
    }
    give(
        tx,
        new SubprocessorNotice(
            Id.next("spn"),
            id,
            number,
            change,
            details,
            now,
            Optional.of(period.objectionsUntil()),
            effectiveOn));
  }

  /** Writes one down, and that all customers there are are to be told. */
  private static void give(Tx tx, SubprocessorNotice notice) {
    NoticeRows.insert(tx, notice);
    tx.update(
        """
        insert into subprocessor_telling (notice_id, organisation_id)
        select $1, id from organisation where in_service(id)
        """,
        notice.id());
  }

  private static String tooShort(NoticePeriod period, LocalDate effectiveOn) {
    return "Must be %s or later: %d working days (in France) must lie between today, %s, and then, and there are %d"
        .formatted(
            period.earliestEffect(),
            NoticePeriod.WORKING_DAYS,
            period.announcedOn(),
            NoticePeriod.between(period.announcedOn(), effectiveOn));
  }

  /**
   * What is announced later takes effect no earlier, so that the last one to hold is the latest.
   */
  private static void requireOrder(SubprocessorNotice latest, LocalDate effectiveOn) {
    if (latest.change() == Change.REMOVED) {
      throw new NoticeRefused(
          Reason.REMOVED,
          "It is removed from %s on: add another instead".formatted(latest.effectiveOn()));
    }
    if (effectiveOn.isBefore(latest.effectiveOn())) {
      throw new NoticeRefused(
          Reason.BEFORE_EARLIER_NOTICE,
          "Must be %s or later: then takes effect what was announced before"
              .formatted(latest.effectiveOn()));
    }
  }

  /** Whoever gives a name waits for whoever else does. */
  private static void lockNames(Tx tx) {
    tx.query("select pg_advisory_xact_lock(hashtext('subprocessor names'))");
  }

  private static void requireFreeName(Tx tx, String id, String name) {
    tx.one(
            """
            select n.subprocessor_id from subprocessor_notice n
             where lower(n.name) = lower($1) and n.subprocessor_id <> $2
               and n.number = (select max(number) from subprocessor_notice
                                where subprocessor_id = n.subprocessor_id)
               and n.change <> 'removed'
            """,
            name,
            id)
        .ifPresent(
            other -> {
              throw new NoticeRefused(
                  Reason.NAME_TAKEN,
                  "Another subprocessor has that name: " + other.getString("subprocessor_id"));
            });
  }

  private static Optional<Subprocessor> locked(Tx tx, String id, Consumer<Subprocessor> check) {
    var found = read(tx, id, " for update");
    found.ifPresent(check);
    return found;
  }

  private static Optional<Subprocessor> read(Tx tx, String id, String lock) {
    return tx.one("select id, created_at from subprocessor where id = $1" + lock, id)
        .map(Head::of)
        .map(head -> head.with(notices(tx, List.of(id))));
  }

  private static Map<String, List<SubprocessorNotice>> notices(Tx tx, List<String> ids) {
    var all = new HashMap<String, List<SubprocessorNotice>>();
    tx
        .query(
            NoticeRows.SELECT + " where subprocessor_id = any($1) order by number",
            (Object) ids.toArray(String[]::new))
        .stream()
        .map(NoticeRows::notice)
        .forEach(
            notice ->
                all.computeIfAbsent(notice.subprocessorId(), _ -> new ArrayList<>()).add(notice));
    return all;
  }

  private record Head(String id, Instant createdAt) {
    static Head of(Row row) {
      return new Head(row.getString("id"), row.getOffsetDateTime("created_at").toInstant());
    }

    Subprocessor with(Map<String, List<SubprocessorNotice>> notices) {
      return new Subprocessor(id, notices.getOrDefault(id, List.of()), createdAt);
    }
  }
}
