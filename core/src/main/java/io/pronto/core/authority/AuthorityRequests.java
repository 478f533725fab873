package io.pronto.core.authority;

import io.pronto.core.Id;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.authority.RequestRefused.Reason;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import io.pronto.core.notice.Notices;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The register of what authorities ask for. One of the operator's staff files a request, another
 * approves it: the database knows who acts by itself, and refuses where both are one.
 */
public final class AuthorityRequests {
  private final Database database;
  private final DisclosedRecords archive;
  private final Handovers handovers;
  private final InstantSource clock;

  /** Keeps it in {@code database}; what may be shown is offered by {@code handovers}. */
  public AuthorityRequests(
      Database database, DisclosedRecords archive, Handovers handovers, InstantSource clock) {
    this.database = database;
    this.archive = archive;
    this.handovers = handovers;
    this.clock = clock;
  }

  /**
   * What there is to file.
   *
   * @param authority its name, 1 to 200 characters
   * @param reference as it calls its request, 1 to 200 characters
   * @param legalBasis 1 to 1,000 characters
   */
  public record Filing(
      String authority,
      String reference,
      String legalBasis,
      Asked asked,
      Instant receivedAt,
      Optional<Instant> dueBy,
      Optional<Silence> silence) {}

  /** Files a request on behalf of whoever acts, one of the operator's staff. */
  public AuthorityRequest file(Filing filing) {
    var asked = filing.asked();
    var subjects = new ArrayList<>(asked.numbers());
    subjects.addAll(asked.emails());
    var id = Id.next("aut");
    return database.asOperator(
        tx -> {
          tx.update(
              """
              insert into authority_request (id, authority, reference, legal_basis, kinds, numbers,
                emails, terms, since, until, received_at, due_by, notice_forbidden_until,
                notice_forbidden_reason)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
              """,
              id,
              filing.authority(),
              filing.reference(),
              filing.legalBasis(),
              asked.kinds().stream().map(Kind::text).sorted().toArray(String[]::new),
              asked.numbers().toArray(String[]::new),
              asked.emails().toArray(String[]::new),
              archive.terms(subjects),
              RequestRows.sql(asked.since()),
              RequestRows.sql(asked.until()),
              RequestRows.sql(filing.receivedAt()),
              filing.dueBy().map(RequestRows::sql).orElse(null),
              filing.silence().map(Silence::until).orElse(null),
              filing.silence().map(Silence::reason).orElse(null));
          return RequestRows.read(tx, id, "").orElseThrow();
        });
  }

  /** The one of that id. */
  public Optional<AuthorityRequest> find(String id) {
    return database.asOperator(tx -> RequestRows.read(tx, id, ""));
  }

  /** A page of all. */
  public Page<AuthorityRequest> page(PageRequest request) {
    return database.asOperator(
        tx -> {
          var page =
              new Listing(RequestRows.SELECT, "id")
                  .page(tx, request, row -> row, row -> row.getString("id"));
          var disclosures =
              RequestRows.disclosures(
                  tx, page.items().stream().map(row -> row.getString("id")).toList());
          return page.map(row -> RequestRows.request(row, disclosures));
        });
  }

  /**
   * Changes until when it is due, and until when customers must not know; what these have not been
   * told is told then. Once it is approved, a silence that is longer is asked for, and is so when
   * another account asks for the same; once something was shown, a shorter one too. Empty where
   * there is no such request.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public Optional<AuthorityRequest> change(
      String id, Consumer<AuthorityRequest> check, UnaryOperator<AuthorityRequest> change) {
    return database.asOperator(
        tx ->
            RequestRows.read(tx, id, " for update")
                .map(
                    before -> {
                      check.accept(before);
                      return write(tx, before, change.apply(before));
                    }));
  }

  private AuthorityRequest write(Tx tx, AuthorityRequest before, AuthorityRequest changed) {
    tx.update(
        "update authority_request set due_by = $2 where id = $1",
        changed.id(),
        changed.dueBy().map(RequestRows::sql).orElse(null));
    if (!changed.silence().equals(before.silence())) {
      tx.query(
          "select silence_authority_request($1, $2, $3)",
          changed.id(),
          changed.silence().map(Silence::until).orElse(null),
          changed.silence().map(Silence::reason).orElse(null));
    }
    var after = RequestRows.read(tx, changed.id(), "").orElseThrow();
    Notices.postpone(tx, changed.id(), due(after, clock.instant()));
    return after;
  }

  /** When customers may know of it: the day after they must not, or at once. */
  static Instant due(AuthorityRequest request, Instant now) {
    return request
        .silence()
        .map(silence -> WorkingDays.FRANCE.at(silence.until().plusDays(1), LocalTime.MIDNIGHT))
        .filter(later -> later.isAfter(now))
        .orElse(now);
  }

  /**
   * Approves it on behalf of whoever acts; empty where there is no such request.
   *
   * @param by the id of whoever acts
   * @throws RequestRefused where that is who has filed it or changed its silence, or somebody has
   *     decided
   */
  public Optional<AuthorityRequest> approve(String id, String by) {
    return decide(
        id,
        Optional.empty(),
        request -> {
          if (request.filedBy().equals(by)) {
            throw new RequestRefused(
                Reason.SAME_PERSON, "You have filed it yourself: somebody else must approve it");
          }
          if (request.silencedBy().filter(by::equals).isPresent()) {
            throw new RequestRefused(
                Reason.SAME_PERSON,
                "You have said yourself until when customers must not know: somebody else must"
                    + " approve it");
          }
        });
  }

  /**
   * Refuses it on behalf of whoever acts; empty where there is no such request.
   *
   * @param reason 1 to 1,000 characters
   * @throws RequestRefused where somebody has decided
   */
  public Optional<AuthorityRequest> refuse(String id, String reason) {
    return decide(id, Optional.of(reason), _ -> {});
  }

  private Optional<AuthorityRequest> decide(
      String id, Optional<String> refusal, Consumer<AuthorityRequest> check) {
    return database.asOperator(
        tx ->
            RequestRows.read(tx, id, " for update")
                .map(
                    request -> {
                      request
                          .decision()
                          .ifPresent(
                              decision -> {
                                throw new RequestRefused(
                                    Reason.DECIDED, "It was decided at " + decision.at());
                              });
                      check.accept(request);
                      tx.query("select decide_authority_request($1, $2)", id, refusal.orElse(null));
                      return RequestRows.read(tx, id, "").orElseThrow();
                    }));
  }

  /**
   * Offers what it may see as an archive; empty where there is no such request.
   *
   * @throws RequestRefused where it is not approved
   */
  public Optional<Offer> disclose(String id) {
    return database.asOperator(
        tx ->
            RequestRows.read(tx, id, "")
                .map(
                    request ->
                        switch (request.state()) {
                          case APPROVED, DISCLOSED ->
                              handovers.offer(tx, Optional.empty(), Handover.Kind.DISCLOSURE, id);
                          case FILED, REFUSED ->
                              throw new RequestRefused(
                                  Reason.NOT_APPROVED,
                                  "Nothing is shown before somebody else has approved it");
                        }));
  }
}
