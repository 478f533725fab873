package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.call.HangupCause;
import io.pronto.core.hours.LocalMoment;
import io.pronto.core.numbering.E164;
import io.pronto.core.publishing.Expected;
import io.pronto.core.publishing.RoutingTest;
import io.pronto.core.publishing.TestResult;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import io.pronto.core.rules.Presentation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** How routing tests and their results read in JSON. */
final class RoutingTestJson {
  private RoutingTestJson() {}

  /** Reads a new one, which its schema has let through. */
  static RoutingTest read(String id, JsonObject body) {
    var number = Optional.ofNullable(body.getString("from"));
    var presentation =
        Optional.ofNullable(body.getString("presentation"))
            .map(Presentation::of)
            .orElse(number.isPresent() ? Presentation.SHOWN : Presentation.MISSING);
    return new RoutingTest(
        id,
        body.getString("name"),
        new E164(body.getString("number")),
        from(number.orElse(""), presentation),
        at(body.getString("at")),
        Devices.of(body.getString("devices", Devices.ANSWER.code())),
        expected(body.getJsonObject("expected")),
        Instant.EPOCH);
  }

  /** Reads a change. */
  static RoutingTest changed(RoutingTest before, JsonObject body) {
    var number =
        body.containsKey("from")
            ? Optional.ofNullable(body.getString("from")).orElse("")
            : before.from().number();
    var presentation =
        Optional.ofNullable(body.getString("presentation"))
            .map(Presentation::of)
            .orElse(before.from().presentation());
    return new RoutingTest(
        before.id(),
        body.getString("name", before.name()),
        before.number(),
        from(number, presentation),
        body.containsKey("at") ? at(body.getString("at")) : before.at(),
        Devices.of(body.getString("devices", before.devices().code())),
        body.containsKey("expected") ? expected(body.getJsonObject("expected")) : before.expected(),
        before.createdAt());
  }

  private static From.Outside from(String number, Presentation presentation) {
    if (number.isEmpty() && presentation == Presentation.SHOWN) {
      throw Problem.invalid("/from", "required", "Is needed where a number is shown");
    }
    return new From.Outside(number, presentation);
  }

  private static String at(String text) {
    if (LocalMoment.of(text, ZoneOffset.UTC).isEmpty()) {
      throw Problem.invalid("/at", "malformed", "Must be a time that exists");
    }
    return text;
  }

  private static Expected expected(JsonObject json) {
    return switch (json.getString("type")) {
      case "user" -> new Expected.User(needed(json, "id"));
      case "number" -> new Expected.Number(new E164(needed(json, "number")));
      default -> new Expected.Rejection(HangupCause.of(needed(json, "cause")));
    };
  }

  private static String needed(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name))
        .orElseThrow(() -> Problem.invalid("/expected/" + name, "required", "Is missing"));
  }

  static JsonObject of(RoutingTest test) {
    return new JsonObject()
        .put("id", test.id())
        .put("name", test.name())
        .put("number", test.number().value())
        .put("from", test.from().number().isEmpty() ? null : test.from().number())
        .put("presentation", test.from().presentation().code())
        .put("at", test.at())
        .put("devices", test.devices().code())
        .put("expected", of(test.expected()))
        .put("created_at", test.createdAt());
  }

  static JsonObject of(TestResult result, String language) {
    return new JsonObject()
        .put("test_id", result.test().id())
        .put("name", result.test().name())
        .put("passed", result.passed())
        .put("expected", of(result.test().expected()))
        .put("outcome", SimulationJson.of(result.route(), result.moment(), language));
  }

  private static JsonObject of(Expected expected) {
    return switch (expected) {
      case Expected.User(var id) -> new JsonObject().put("type", "user").put("id", id);
      case Expected.Number(var number) ->
          new JsonObject().put("type", "number").put("number", number.value());
      case Expected.Rejection(var cause) ->
          new JsonObject().put("type", "rejection").put("cause", cause.code());
    };
  }

  /** In words, as short as can be. */
  static String told(Expected expected) {
    return switch (expected) {
      case Expected.User(var id) -> "the user " + id;
      case Expected.Number(var number) -> "the number " + number.value();
      case Expected.Rejection(var cause) -> "the rejection " + cause.code();
    };
  }
}
