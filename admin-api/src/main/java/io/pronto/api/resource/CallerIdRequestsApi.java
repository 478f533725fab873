package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.identity.RightReview;
import io.pronto.core.identity.RightToNumber;
import io.pronto.core.identity.RightToNumber.Proof;
import io.pronto.core.identity.RightToNumber.State;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** What organisations ask to show, for the operator to decide. */
public final class CallerIdRequestsApi implements Resource {
  private final RightReview review;
  private final AuditLog audit;

  /** Decides in {@code review}; whoever opens a document is noted in {@code audit}. */
  public CallerIdRequestsApi(RightReview review, AuditLog audit) {
    this.review = review;
    this.audit = audit;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_caller_id_requests", this::list,
        "get_caller_id_request", this::read,
        "get_caller_id_document", this::document,
        "create_caller_id_code", this::code,
        "decide_caller_id", this::decide);
  }

  private Reply list(Request request) {
    return Reply.page(
        review
            .list(
                request.query("state").map(State::of),
                request.query("organisation_id"),
                request.page())
            .map(CallerIdJson::reviewed));
  }

  private Reply read(Request request) {
    var reviewed = review.find(request.path("id")).orElseThrow(Problem::notFound);
    return Reply.ok(
        CallerIdJson.reviewed(reviewed.right())
            .put("rented_by", reviewed.rentedBy().map(Object::toString).orElse(null)));
  }

  private Reply document(Request request) {
    var id = request.path("id");
    var right = review.find(id).orElseThrow(Problem::notFound).right();
    var document =
        review
            .document(id)
            .orElseThrow(
                () -> Problem.conflict("no_document", "No document came with the request"));
    audit.note(right.organisation(), "caller_id.document_opened", id);
    return new Reply.Bytes(
        200,
        Map.of(
            "Content-Type",
            document.type(),
            "Content-Disposition",
            "attachment",
            "X-Content-Type-Options",
            "nosniff"),
        document.content().length,
        out -> out.write(document.content()));
  }

  private Reply code(Request request) {
    var id = request.path("id");
    var code = review.code(id, CallerIdRequestsApi::requireCodeWanted);
    var right = review.find(id).orElseThrow(Problem::notFound).right();
    return Reply.created(
        new JsonObject()
            .put("number", right.number().value())
            .put("code", code.orElseThrow(Problem::notFound))
            .put("expires_in", RightReview.CODE_LASTS.toSeconds()));
  }

  private static void requireCodeWanted(RightToNumber right) {
    requirePending(right);
    if (right.proof() != Proof.CODE) {
      throw Problem.conflict("other_proof", "It is to be proved by a document: look at that");
    }
  }

  private Reply decide(Request request) {
    var id = request.path("id");
    var body = request.body();
    var decided =
        switch (body.getString("decision")) {
          case "approved" ->
              review.approve(id, until(body), CallerIdRequestsApi::requireApprovable);
          case "rejected" -> review.reject(id, reason(body), CallerIdRequestsApi::requirePending);
          default -> review.end(id, reason(body), CallerIdRequestsApi::requireEndable);
        };
    return decided
        .map(right -> Reply.ok(CallerIdJson.reviewed(right)))
        .orElseThrow(Problem::notFound);
  }

  private static String reason(JsonObject body) {
    return Optional.ofNullable(body.getString("reason"))
        .orElseThrow(
            () -> Problem.invalid("/reason", "required", "The organisation must be told why"));
  }

  private static Optional<Instant> until(JsonObject body) {
    try {
      var until =
          Optional.ofNullable(body.getString("until"))
              .map(text -> OffsetDateTime.parse(text).toInstant());
      if (until.filter(Instant.now()::isAfter).isPresent()) {
        throw Problem.invalid("/until", "past", "Is over already");
      }
      return until;
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/until", "malformed", "Must be a time that exists");
    }
  }

  private static void requirePending(RightToNumber right) {
    if (right.state() != State.PENDING) {
      throw Problem.conflict("decided", "It is %s already".formatted(right.state().code()));
    }
  }

  /** A code is given back by whoever answers at the number; nobody can do that for them. */
  private static void requireApprovable(RightToNumber right) {
    requirePending(right);
    if (right.proof() == Proof.CODE) {
      throw Problem.conflict(
          "code_wanted", "It is proved by a code: make one, and call the number");
    }
  }

  private static void requireEndable(RightToNumber right) {
    if (right.state() != State.ACTIVE) {
      throw Problem.conflict("not_active", "It is %s".formatted(right.state().code()));
    }
    if (right.proof() == Proof.RENTED || right.proof() == Proof.PORTED) {
      throw Problem.conflict("rented", "The number is rented: the right ends with its release");
    }
  }
}
