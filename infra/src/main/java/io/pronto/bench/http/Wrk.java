package io.pronto.bench.http;

import io.pronto.bench.Child;
import io.pronto.bench.Material;
import io.pronto.bench.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** wrk (Debian package wrk): asks for one path, each time as somebody else. */
final class Wrk {
  private static final String CONNECTIONS = "24";

  private Wrk() {}

  /**
   * How it went.
   *
   * @param perSecond requests answered
   * @param p99 milliseconds
   * @param failed answers other than 200, and errors of the connection
   */
  record Outcome(double perSecond, double p99, long failed) {}

  /** Asks for {@code url} as the holders of {@code tokens}, for {@code seconds}. */
  static Outcome run(URI url, List<String> tokens, int seconds) {
    try (var folder = Scratch.named("wrk")) {
      Files.write(folder.at("tokens"), tokens);
      var script = Material.root().resolve("infra/bench/wrk/tokens.lua").toString();
      var command =
          List.of(
              "wrk",
              "-t1",
              "-c" + CONNECTIONS,
              "-d" + seconds + "s",
              "--latency",
              "-s",
              script,
              url.toString());
      try (var wrk = Child.start(command, Map.of("TOKENS", folder.at("tokens").toString()))) {
        wrk.join(Duration.ofSeconds(seconds).plusSeconds(30));
        return outcome(wrk.output().all());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome outcome(String said) {
    double perSecond = Double.parseDouble(found(said, "Requests/sec: +([0-9.]+)"));
    var p99 = found(said, " 99% +([0-9.]+[a-z]+)");
    long failed = Long.parseLong(found(said, "failed ([0-9]+)"));
    if (failed > 0) {
      System.out.println(found(said, "(of these: .*)"));
    }
    return new Outcome(perSecond, millis(p99), failed);
  }

  private static String found(String said, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("wrk said nothing of " + pattern + ":\n" + said);
    }
    return matcher.group(1);
  }

  private static double millis(String time) {
    double number = Double.parseDouble(time.replaceAll("[a-z]+", ""));
    return switch (time.replaceAll("[0-9.]+", "")) {
      case "us" -> number / 1_000;
      case "ms" -> number;
      default -> number * 1_000;
    };
  }
}
