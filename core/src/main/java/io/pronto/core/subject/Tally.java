package io.pronto.core.subject;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** How much was erased, by place and by what was done there. */
final class Tally {
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();

  static Tally of(JsonObject json) {
    var tally = new Tally();
    for (var place : json.fieldNames()) {
      var done = json.getJsonObject(place);
      done.fieldNames().forEach(what -> tally.add(place, what, done.getLong(what)));
    }
    return tally;
  }

  void add(String place, String done, long count) {
    if (count > 0) {
      counts.computeIfAbsent(place, _ -> new TreeMap<>()).merge(done, count, Long::sum);
    }
  }

  long of(String place, String done) {
    return counts.getOrDefault(place, Map.of()).getOrDefault(done, 0L);
  }

  Map<String, Map<String, Long>> counts() {
    return counts;
  }

  JsonObject json() {
    var json = new JsonObject();
    counts.forEach(
        (place, done) -> {
          var each = new JsonObject();
          done.forEach(each::put);
          json.put(place, each);
        });
    return json;
  }
}
