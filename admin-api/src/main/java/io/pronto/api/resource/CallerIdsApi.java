package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.identity.RightStore;
import io.pronto.core.identity.RightStore.Document;
import io.pronto.core.identity.RightToNumber;
import io.pronto.core.identity.RightToNumber.Proof;
import io.pronto.core.identity.RightToNumber.State;
import io.pronto.core.numbering.E164;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The numbers that an organisation may show to whom it calls. */
public final class CallerIdsApi implements Resource {
  private static final int LONGEST_MARK = 8;

  private final RightStore rights;

  /** Keeps them in {@code rights}. */
  public CallerIdsApi(RightStore rights) {
    this.rights = rights;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_caller_ids", this::list,
        "request_caller_id", this::ask,
        "get_caller_id", this::read,
        "withdraw_caller_id", this::withdraw,
        "confirm_caller_id", this::confirm);
  }

  private Reply list(Request request) {
    return Reply.page(
        rights
            .list(
                request.organisation(),
                request.query("state").map(State::of),
                request.query("number").map(number -> '+' + number.replaceAll("\\D", "")),
                request.page())
            .map(CallerIdJson::of));
  }

  private Reply ask(Request request) {
    var body = request.body();
    var number = new E164(body.getString("number"));
    if (E164.dialled(number.value(), "FR").isEmpty()) {
      throw Problem.invalid("/number", "impossible", "Is no number that can exist");
    }
    var proof = Proof.of(body.getString("proof"));
    var document = document(body);
    if (proof == Proof.DOCUMENT && document.isEmpty()) {
      throw Problem.invalid("/document", "required", "Is needed where it is to be the proof");
    }
    return Reply.created(
        CallerIdJson.of(
            rights.request(
                request.organisation(), number, proof, body.getString("note", ""), document)));
  }

  private static Optional<Document> document(JsonObject body) {
    return Optional.ofNullable(body.getJsonObject("document"))
        .map(
            json -> {
              var type = json.getString("type");
              var content = decoded(json.getString("content"));
              if (!isOf(type, content)) {
                throw Problem.invalid("/document/content", "malformed", "Is no " + type);
              }
              return new Document(type, content);
            });
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("/document/content", "malformed", "Must be base64");
    }
  }

  /** Whether it begins as such files do: nobody is to open something else by mistake. */
  private static boolean isOf(String type, byte[] content) {
    var begins = HexFormat.of().formatHex(content, 0, Math.min(LONGEST_MARK, content.length));
    return switch (type) {
      case "application/pdf" -> begins.startsWith("255044462d");
      case "image/png" -> begins.startsWith("89504e470d0a1a0a");
      default -> begins.startsWith("ffd8ff");
    };
  }

  private Reply read(Request request) {
    return rights
        .find(request.organisation(), request.path("id"))
        .map(right -> Reply.ok(CallerIdJson.of(right)))
        .orElseThrow(Problem::notFound);
  }

  private Reply withdraw(Request request) {
    return Reply.gone(
        rights
            .withdraw(request.organisation(), request.path("id"), CallerIdsApi::requireWithdrawable)
            .isPresent());
  }

  private static void requireWithdrawable(RightToNumber right) {
    boolean ours = right.proof() == Proof.RENTED || right.proof() == Proof.PORTED;
    if (ours && right.state() == State.ACTIVE) {
      throw Problem.conflict("rented", "The number is rented: release it, and the right ends");
    }
    switch (right.state()) {
      case PENDING, ACTIVE -> {}
      case REJECTED, ENDED -> throw Problem.conflict("over", "It is over already");
    }
  }

  private Reply confirm(Request request) {
    var organisation = request.organisation();
    var id = request.path("id");
    var right = rights.find(organisation, id).orElseThrow(Problem::notFound);
    var code = request.body().getString("code");
    if (code == null) {
      throw Problem.invalid("/code", "required", "Is missing");
    }
    if (right.proof() != Proof.CODE) {
      throw noCode();
    }
    return switch (rights.confirm(organisation, id, code)) {
      case CONFIRMED ->
          Reply.ok(CallerIdJson.of(rights.find(organisation, id).orElseThrow(Problem::notFound)));
      case WRONG -> throw Problem.invalid("/code", "wrong_code", "Is another one than was told");
      case NONE -> throw noCode();
    };
  }

  private static Problem noCode() {
    return Problem.conflict(
        "no_code", "No code holds for it now: have the operator call the number once more");
  }
}
