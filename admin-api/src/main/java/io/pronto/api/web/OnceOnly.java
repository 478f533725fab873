package io.pronto.api.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.access.IdempotencyKeys;
import io.pronto.core.access.IdempotencyKeys.Once;
import io.pronto.core.access.IdempotencyKeys.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Carries out a POST with an {@code Idempotency-Key} once
 * (draft-ietf-httpapi-idempotency-key-header-07): the same request under the same key is answered
 * as it was the first time, for a day. Two requests are the same when method, address and body are;
 * in which order a body's fields stand is nothing to go by, since some programs' maps have none.
 */
final class OnceOnly {
  private static final String KEY = "Idempotency-Key";
  private static final Map<String, String> REPLAYED = Map.of("Idempotent-Replayed", "true");
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final IdempotencyKeys keys;

  OnceOnly(IdempotencyKeys keys) {
    this.keys = keys;
  }

  private sealed interface Result {
    record Answered(Reply reply) implements Result {}

    record Refused(Problem problem) implements Result {}
  }

  /** Answers {@code request}, once if it wants that. */
  Reply answer(Request request, Handler handler) {
    var key = request.query(KEY);
    return key.isPresent()
        ? once(
            new Once(request.signedIn().principal(), key.get(), fingerprint(request)),
            request,
            handler)
        : handler.answer(request);
  }

  private Reply once(Once once, Request request, Handler handler) {
    var result = new AtomicReference<Result>();
    var outcome =
        keys.carryOut(
            once,
            () -> {
              result.set(attempt(request, handler));
              return kept(result.get());
            });
    return switch (outcome) {
      case Outcome.First _ -> reply(result.get());
      case Outcome.Again again -> new Reply.With(reply(again.answer()), REPLAYED);
      case Outcome.InFlight _ ->
          throw Problem.later(
              409,
              "idempotency_in_flight",
              "The request of this Idempotency-Key is being carried out; ask again shortly",
              A_MOMENT);
      case Outcome.Busy _ ->
          throw Problem.later(
              503,
              "busy",
              "Too many requests with an Idempotency-Key are being carried out; ask again shortly",
              A_MOMENT);
      case Outcome.Reused _ ->
          throw Problem.of(
              422,
              "idempotency_key_reused",
              "This Idempotency-Key was given to another request: choose a new one");
    };
  }

  /** A refusal is a result: what was counted on the way to it, such as wrong codes, must last. */
  private static Result attempt(Request request, Handler handler) {
    try {
      return new Result.Answered(handler.answer(request));
    } catch (Problem problem) {
      return new Result.Refused(problem);
    }
  }

  private static Reply reply(Result result) {
    return switch (result) {
      case Result.Answered answered -> answered.reply();
      case Result.Refused refused -> throw refused.problem();
    };
  }

  private static Optional<JsonObject> kept(Result result) {
    return switch (result) {
      case Result.Refused _ -> Optional.empty();
      case Result.Answered(Reply.Json json) ->
          Optional.of(new JsonObject().put("status", json.status()).put("body", json.body()));
      case Result.Answered(Reply.Empty _) -> Optional.of(new JsonObject());
      case Result.Answered(Reply.Accepted _) -> Optional.of(new JsonObject().put("status", 202));
      case Result.Answered other ->
          throw new IllegalStateException("Such an answer cannot be kept: " + other.reply());
    };
  }

  private static Reply reply(JsonObject kept) {
    if (kept.containsKey("body")) {
      return new Reply.Json(kept.getInteger("status"), kept.getJsonObject("body"));
    }
    return kept.containsKey("status") ? new Reply.Accepted() : new Reply.Empty();
  }

  private static String fingerprint(Request request) {
    var parameters = new TreeMap<>(request.parameters());
    parameters.remove(KEY);
    var text = request.operation().id() + parameters + ' ' + ordered(request.body());
    return Digests.sha256(text.getBytes(UTF_8));
  }

  private static String ordered(Object value) {
    return switch (value) {
      case null -> "null";
      case JsonObject object ->
          new TreeMap<>(object.getMap())
              .keySet().stream()
                  .map(name -> quoted(name) + ':' + ordered(object.getValue(name)))
                  .collect(Collectors.joining(",", "{", "}"));
      case JsonArray array ->
          array.stream().map(OnceOnly::ordered).collect(Collectors.joining(",", "[", "]"));
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    return io.vertx.core.json.Json.encode(text);
  }
}
