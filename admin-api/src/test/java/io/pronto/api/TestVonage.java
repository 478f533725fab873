package io.pronto.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** Numbers as Vonage's Numbers API sells them: bought at once, told by nobody. */
public final class TestVonage extends TestWholesale {
  @Override
  public String kind() {
    return "vonage";
  }

  @Override
  Told tell(Asked asked) {
    if (!asked.headers().get("Authorization").equals(List.of("Basic a2V5OnNlY3JldA=="))) {
      return code(401);
    }
    return switch (asked.method() + ' ' + asked.path()) {
      case "GET /number/search" -> list(matching(forSale.stream(), asked));
      case "GET /account/numbers" -> list(matching(ours.stream(), asked));
      case "POST /number/buy" -> {
        var number = asked.form().get("msisdn");
        boolean bought = forSale.remove(number) && ours.add(number);
        yield code(bought ? 200 : 420);
      }
      case "POST /number/cancel" -> code(ours.remove(asked.form().get("msisdn")) ? 200 : 420);
      default -> new Told(404, new JsonObject());
    };
  }

  private static Stream<String> matching(Stream<String> numbers, Asked asked) {
    var pattern = asked.query().getOrDefault("pattern", "");
    return numbers.filter(n -> n.startsWith(pattern));
  }

  private static Told code(int code) {
    return new Told(
        code,
        new JsonObject()
            .put("error-code", Integer.toString(code))
            .put("error-code-label", code == 200 ? "success" : "method failed"));
  }

  private static Told list(Stream<String> numbers) {
    var found =
        numbers
            .map(
                n ->
                    new JsonObject()
                        .put("country", "FR")
                        .put("msisdn", n)
                        .put("type", "landline")
                        .put("features", new JsonArray().add("VOICE")))
            .toList();
    return Told.ok(
        found.isEmpty()
            ? new JsonObject()
            : new JsonObject().put("count", found.size()).put("numbers", new JsonArray(found)));
  }

  @Override
  public void deliver() {
    // What is bought is delivered.
  }

  @Override
  void giveUp() {
    // No order waits.
  }

  @Override
  int notice(String noticeUrl, boolean forged) {
    return forged ? 400 : 204;
  }
}
