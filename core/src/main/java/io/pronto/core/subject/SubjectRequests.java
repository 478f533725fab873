package io.pronto.core.subject;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subject.RequestRefused.Reason;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.Receiver;
import io.pronto.core.subject.SubjectRequest.State;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What people ask for about their own data. The organisation is told of each, whoever received it,
 * and nothing is answered, restricted or erased before it has said so in writing.
 */
public final class SubjectRequests {
  /** For how long a letter is tried. */
  private static final Duration LETTER_LIFE = Duration.ofDays(14);

  private static final String SELECT =
      """
      select id, organisation_id, kind, state, received_by, received_at, filed_at, filed_by, due_on,
             extended_at, action, instructed_by, instructed_at, answered_at, sealed
        from subject_request\
      """;

  private final Database database;
  private final SubjectSeal seal;
  private final Outbox outbox;
  private final Optional<MailQueue> mail;
  private final Handovers handovers;
  private final SubjectErasure erasure;
  private final InstantSource clock;
  private final RequestRows rows;

  /**
   * Keeps them in {@code database}.
   *
   * @param mail empty where none is sent: there is the event, and the list, then
   * @param handovers by which exports are handed over
   * @param erasure which begins what is to be erased
   */
  public SubjectRequests(
      Database database,
      SubjectSeal seal,
      Outbox outbox,
      Optional<MailQueue> mail,
      Handovers handovers,
      SubjectErasure erasure,
      InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.outbox = outbox;
    this.mail = mail;
    this.handovers = handovers;
    this.erasure = erasure;
    this.clock = clock;
    this.rows = new RequestRows(seal);
  }

  /**
   * A request that was received.
   *
   * @param subject whom it is about, as it was written
   * @param details what else it says, at most 4,000 characters
   * @param receivedAt when; no later than now
   * @param filedBy the id of whoever writes it down
   */
  public record Received(
      Kind kind,
      String subject,
      String details,
      Receiver receivedBy,
      Instant receivedAt,
      String filedBy) {}

  /**
   * What an instruction has led to: a link, or an erasure's or a restriction's id, where it does.
   */
  public record Instructed(
      SubjectRequest request,
      Optional<Offer> offer,
      Optional<String> erasureId,
      Optional<String> restrictionId) {}

  /**
   * Writes one down, and passes it to {@code organisation}: by an event, and by e-mail to its super
   * administrators.
   *
   * @throws NotASubject for half a number, and for what is neither number nor address
   */
  public SubjectRequest file(OrganisationId organisation, Received received) {
    return database.in(
        organisation,
        tx -> {
          var id = Id.next("sreq");
          var subject = SubjectSearch.subject(tx, received.subject());
          var content =
              new JsonObject().put("subject", subject.value()).put("details", received.details());
          tx.update(
              """
              insert into subject_request
                (id, organisation_id, kind, received_by, received_at, filed_at, filed_by, due_on,
                 subject_hash, sealed)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
              """,
              id,
              organisation.value(),
              received.kind().text(),
              received.receivedBy().text(),
              utc(received.receivedAt()),
              utc(clock.instant()),
              received.filedBy(),
              AnswerTime.usual(received.receivedAt()),
              seal.hash(organisation, subject),
              seal.seal(id, content));
          var filed = read(tx, id, "").orElseThrow();
          tell(tx, filed);
          return filed;
        });
  }

  private void tell(Tx tx, SubjectRequest filed) {
    var letter = new Letter.SubjectRequested(filed.id(), filed.dueOn(), "/");
    mail.ifPresent(
        queue ->
            SuperAdministrators.of(tx, filed.organisation())
                .forEach(recipient -> queue.post(tx, recipient, letter, LETTER_LIFE)));
    outbox.append(tx, "subject_request.received", told(filed));
  }

  /** What an event says of one: nothing of whom it is about. */
  static JsonObject told(SubjectRequest request) {
    return new JsonObject()
        .put("subject_request_id", request.id())
        .put("kind", request.kind().text())
        .put("state", request.state().text())
        .put("due_on", request.dueOn().toString());
  }

  /** A page of an organisation's. */
  public Page<SubjectRequest> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, rows::whole, SubjectRequest::id));
  }

  /** All that were filed about {@code subject}, the first first. */
  public List<SubjectRequest> about(OrganisationId organisation, Subject subject) {
    return database.in(
        organisation,
        tx ->
            tx
                .query(
                    SELECT + " where subject_hash = $1 order by id",
                    seal.hash(organisation, subject))
                .stream()
                .map(rows::whole)
                .toList());
  }

  /** A page of all organisations', as the operator sees them: that they are there, and when. */
  public Page<SubjectRequest> clocks(PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing("select * from subject_request_clocks()", "id")
                .page(tx, request, RequestRows::clock, SubjectRequest::id));
  }

  /** An organisation's of that id. */
  public Optional<SubjectRequest> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /** That of any organisation, as the operator sees it. */
  public Optional<SubjectRequest> clock(String id) {
    return database.asOperator(
        tx ->
            tx.one("select * from subject_request_clocks() where id = $1", id)
                .map(RequestRows::clock));
  }

  /**
   * Puts off the last day by two months, once.
   *
   * @param reason which whoever asked is told
   * @throws RequestRefused if it was put off before, or its first month is over, or it is answered
   */
  public Optional<SubjectRequest> extend(OrganisationId organisation, String id, String reason) {
    return database.in(
        organisation,
        tx -> read(tx, id, " for update").map(before -> extended(tx, before, reason)));
  }

  private SubjectRequest extended(Tx tx, SubjectRequest before, String reason) {
    if (before.extendedAt().isPresent()) {
      throw new RequestRefused(
          Reason.ALREADY_EXTENDED, "It was put off before, to " + before.dueOn());
    }
    var now = clock.instant();
    if (before.answeredAt().isPresent() || AnswerTime.day(now).isAfter(before.dueOn())) {
      throw new RequestRefused(
          Reason.TOO_LATE,
          "Whoever asked must be told within the first month, which ended on " + before.dueOn());
    }
    tx.update(
        "update subject_request set due_on = $2, extended_at = $3, sealed = $4, reminded = 0 where"
            + " id = $1",
        before.id(),
        AnswerTime.extended(before.receivedAt()),
        utc(now),
        resealed(before, "extension_reason", reason));
    return read(tx, before.id(), "").orElseThrow();
  }

  private Buffer resealed(SubjectRequest request, String field, String text) {
    return seal.seal(
        request.id(), RequestRows.json(request.content().orElseThrow()).put(field, text));
  }

  /**
   * Does what the organisation has decided: an export is offered at once, and again where its link
   * has ended; a restriction is in force at once; an erasure begins.
   *
   * @param note what is written with it
   * @param by the id of a super administrator
   * @throws RequestRefused if that cannot be
   */
  public Optional<Instructed> instruct(
      OrganisationId organisation, String id, Action action, String note, String by) {
    return database.in(
        organisation,
        tx -> read(tx, id, " for update").map(before -> instructed(tx, before, action, note, by)));
  }

  /**
   * Puts right what whoever asked says is wrong, all of it or none, and answers the request.
   *
   * @param corrections at least one
   * @param note what is written with it
   * @param by the id of a super administrator
   * @throws RequestRefused if that cannot be
   */
  public Optional<Instructed> correct(
      OrganisationId organisation,
      String id,
      List<Correction> corrections,
      String note,
      String by) {
    // What is contested is put right while it is restricted (art. 18(1)(a)).
    return RestrictedUse.SUBJECT.during(
        () ->
            database.in(
                organisation,
                tx ->
                    read(tx, id, " for update")
                        .map(
                            before -> {
                              require(before, Action.CORRECT);
                              Corrections.carryOut(tx, before, subject(tx, before), corrections);
                              return instructed(tx, before, Action.CORRECT, note, by);
                            })));
  }

  private Instructed instructed(
      Tx tx, SubjectRequest before, Action action, String note, String by) {
    require(before, action);
    if (action == Action.DONE) {
      requireNothingToCorrect(tx, before);
      requireRestricted(tx, before);
    }
    var now = utc(clock.instant());
    var state =
        switch (action) {
          case EXPORT, RESTRICT, CORRECT, DONE -> State.DONE;
          case ERASE -> State.UNDER_WAY;
          case REFUSE -> State.REFUSED;
        };
    tx.update(
        """
        update subject_request
           set state = $2::text, action = $3, instructed_by = $4, instructed_at = $5::timestamptz, sealed = $6,
               answered_at = case when $2::text <> 'under_way' then $5::timestamptz end
         where id = $1
        """,
        before.id(),
        state.text(),
        action.text(),
        by,
        now,
        resealed(before, "note", note));
    var after = read(tx, before.id(), "").orElseThrow();
    Optional<Offer> offer =
        action == Action.EXPORT
            ? Optional.of(
                handovers.offer(
                    tx, Optional.of(before.organisation()), Handover.Kind.SUBJECT, before.id()))
            : Optional.empty();
    Optional<String> erasureId =
        action == Action.ERASE
            ? Optional.of(erasure.begin(tx, after, subject(tx, after), by))
            : Optional.empty();
    Optional<String> restrictionId =
        action == Action.RESTRICT
            ? Optional.of(Restrictions.begin(tx, after, subject(tx, after), by, now.toInstant()))
            : Optional.empty();
    outbox.append(tx, "subject_request.instructed", told(after).put("action", action.text()));
    return new Instructed(after, offer, erasureId, restrictionId);
  }

  private static void require(SubjectRequest before, Action action) {
    if (!action.answers(before.kind())) {
      throw new RequestRefused(
          Reason.ACTION_DOES_NOT_FIT,
          "A request of the kind %s is not answered by %s"
              .formatted(before.kind().text(), action.text()));
    }
    boolean again =
        action == Action.EXPORT
            && before.instruction().filter(one -> one.action() == Action.EXPORT).isPresent();
    if (before.state() != State.OPEN && !again) {
      throw new RequestRefused(
          Reason.ALREADY_INSTRUCTED,
          "It was decided on %s: file another request for more"
              .formatted(AnswerTime.day(before.instruction().orElseThrow().at())));
    }
  }

  /** Nobody says that it was done where it was not. */
  private static void requireNothingToCorrect(Tx tx, SubjectRequest before) {
    if (before.kind() == SubjectRequest.Kind.CORRECTION
        && Corrections.arePossible(tx, subject(tx, before))) {
      throw new RequestRefused(
          Reason.CAN_BE_CORRECTED,
          "There are contacts, accounts or transcripts about whoever asked: correct them by the"
              + " action correct, or refuse");
    }
  }

  /** The same where it was to be restricted, and nothing is. */
  private static void requireRestricted(Tx tx, SubjectRequest before) {
    if (before.kind() == SubjectRequest.Kind.RESTRICTION
        && tx.one(
                "select from restriction where subject = $1 and lifted_at is null",
                subject(tx, before).value())
            .isEmpty()) {
      throw new RequestRefused(
          Reason.ACTION_DOES_NOT_FIT, "Nothing of theirs is restricted: answer by restrict");
    }
  }

  /** Whom a request of an organisation is about. */
  static Subject subject(Tx tx, SubjectRequest request) {
    return SubjectSearch.subject(tx, request.content().orElseThrow().subject());
  }

  private Optional<SubjectRequest> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(rows::whole);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
