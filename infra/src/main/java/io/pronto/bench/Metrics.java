package io.pronto.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a server tells Prometheus at one moment.
 *
 * @param values by name with labels, such as {@code pronto_leases{kind="call"}}
 */
public record Metrics(Map<String, Double> values) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Reads {@code /metrics} of the server at {@code http}. */
  static Metrics read(URI http) {
    try {
      var text = fetch(http.resolve("/metrics")).body();
      return new Metrics(
          text.lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.substring(0, line.lastIndexOf(' ')) + "\n" + last(line))
              .map(line -> line.split("\n"))
              .collect(
                  Collectors.toMap(
                      pair -> pair[0],
                      pair -> Double.parseDouble(pair[1]),
                      Double::sum,
                      TreeMap::new)));
    } catch (IOException e) {
      throw new IllegalStateException("No metrics at " + http, e);
    }
  }

  /** Those whose name, with labels, {@code wanted} accepts. */
  public Metrics only(Predicate<String> wanted) {
    var found = new TreeMap<>(values);
    found.keySet().removeIf(wanted.negate());
    return new Metrics(found);
  }

  /** The sum of all. */
  public double sum() {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Says whether the server at {@code http} is ready for calls. */
  static boolean ready(URI http) {
    try {
      return fetch(http.resolve("/health/ready")).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits a moment before something is looked at again. */
  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static String last(String line) {
    var value = line.substring(line.lastIndexOf(' ') + 1);
    return value.equals("+Inf") ? "Infinity" : value;
  }

  private static java.net.http.HttpResponse<String> fetch(URI uri) throws IOException {
    try {
      return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
