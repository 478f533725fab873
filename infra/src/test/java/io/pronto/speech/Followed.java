package io.pronto.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Api;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What somebody who follows a call is told of what is said in it, and when. */
final class Followed {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A server-sent event, and when it came, as {@link System#nanoTime} counts. */
  record Told(String type, JsonObject data, long at) {}

  private final List<Told> all = new ArrayList<>();
  private final Map<String, List<Long>> firstSeen = new TreeMap<>();
  private final Map<String, Integer> certain = new TreeMap<>();
  private boolean over;

  private Followed() {}

  /** Follows {@code call}, as {@code api}'s user, until it is over. */
  static Followed by(Api api, String call) {
    var followed = new Followed();
    Thread.ofVirtual().start(() -> followed.read(api, call));
    return followed;
  }

  /** Waits until an event of {@code type} has come. */
  synchronized Told await(String type) {
    await(() -> all.stream().anyMatch(told -> told.type().equals(type)), type);
    return all.stream().filter(told -> told.type().equals(type)).findFirst().orElseThrow();
  }

  /** Waits until {@code count} words of {@code party} are certain; returns those that are. */
  synchronized List<String> awaitCertain(String party, int count) {
    await(() -> said(party).size() >= count, count + " words of the " + party);
    return said(party);
  }

  /** Waits until {@code party} is heard to speak. */
  synchronized void awaitWord(String party) {
    await(() -> firstSeen.containsKey(party), "a word of the " + party);
  }

  /** The stream's end has come. */
  synchronized void awaitEnd() {
    await(() -> over, "the stream's end");
  }

  /** When the words of {@code party} were first told, one after the other. */
  synchronized List<Long> seen(String party) {
    return List.copyOf(firstSeen.getOrDefault(party, List.of()));
  }

  /** What is certain of {@code party}. */
  synchronized List<String> said(String party) {
    return all.stream()
        .filter(told -> told.type().equals("transcript.words"))
        .map(Told::data)
        .filter(data -> data.getBoolean("certain") && data.getString("party").equals(party))
        .flatMap(data -> words(data.getString("text")))
        .toList();
  }

  private void read(Api api, String call) {
    try (var lines = api.follow("/v1/calls/" + call + "/transcript/stream")) {
      var type = new String[] {""};
      lines.forEach(
          line -> {
            if (line.startsWith("event: ")) {
              type[0] = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
              told(type[0], new JsonObject(line.substring("data: ".length())));
            }
          });
    } finally {
      ended();
    }
  }

  private synchronized void ended() {
    over = true;
    notifyAll();
  }

  private synchronized void told(String type, JsonObject data) {
    var now = System.nanoTime();
    all.add(new Told(type, data, now));
    if (type.equals("transcript.words")) {
      var party = data.getString("party");
      int words = (int) words(data.getString("text")).count();
      var seen = firstSeen.computeIfAbsent(party, _ -> new ArrayList<>());
      while (seen.size() < certain.getOrDefault(party, 0) + words) {
        seen.add(now);
      }
      if (data.getBoolean("certain")) {
        certain.merge(party, words, Integer::sum);
      }
    }
    notifyAll();
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
  }

  private void await(Supplier<Boolean> happened, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.get()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      assertThat(left).as("%s; told so far: %s", what, all).isPositive();
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError("Interrupted while waiting for " + what, e);
      }
    }
  }
}
