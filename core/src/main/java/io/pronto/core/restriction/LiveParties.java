package io.pronto.core.restriction;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom a call that goes on is about.
 *
 * @param numbers of whoever called, was called or diverted it, as its record has them
 * @param users the organisation's who take part
 * @param since when it began
 */
public record LiveParties(List<String> numbers, List<String> users, Instant since) {
  /** Copies the lists, each of them once. */
  public LiveParties {
    numbers = numbers.stream().distinct().toList();
    users = users.stream().distinct().toList();
  }

  /** These, and those who took part when it was about {@code others}. */
  public LiveParties and(LiveParties others) {
    return new LiveParties(
        both(numbers, others.numbers),
        both(users, others.users),
        since.isBefore(others.since) ? since : others.since);
  }

  private static List<String> both(Collection<String> some, Collection<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** As {@link #read} reads it. */
  public JsonObject json() {
    return new JsonObject()
        .put("numbers", new JsonArray(numbers))
        .put("users", new JsonArray(users))
        .put("since", since.toString());
  }

  /**
   * Reads what {@link #json} has written.
   *
   * @throws RuntimeException where that is something else
   */
  public static LiveParties read(JsonObject json) {
    return new LiveParties(
        strings(json.getJsonArray("numbers")),
        strings(json.getJsonArray("users")),
        Instant.parse(json.getString("since")));
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
