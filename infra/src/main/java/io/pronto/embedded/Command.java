package io.pronto.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of the system that has ended.
 *
 * @param status 0 when it did what it should
 * @param output what it said, on both streams
 */
record Command(int status, String output) {
  private static final int NOT_FOUND = 127;
  private static final long LIMIT_SECONDS = 120;

  /** Runs {@code words} to their end, for two minutes at most. */
  static Command run(List<String> words) {
    return run(words, "");
  }

  /** Runs {@code words} with {@code input}, a few lines, to read. */
  static Command run(List<String> words, String input) {
    return run(words, input, LIMIT_SECONDS);
  }

  /** The same for so many seconds at most. */
  static Command run(List<String> words, String input, long limit) {
    try {
      var process = new ProcessBuilder(words).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor(limit, TimeUnit.SECONDS)) {
        return new Command(process.exitValue(), output);
      }
      process.destroyForcibly();
      return new Command(NOT_FOUND, "no answer within %d s".formatted(limit));
    } catch (IOException e) {
      return new Command(NOT_FOUND, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Command(NOT_FOUND, "interrupted");
    }
  }

  boolean succeeded() {
    return status == 0;
  }

  /** The last line that was said, which mostly names the reason. */
  String lastLine() {
    return output.lines().filter(line -> !line.isBlank()).reduce((_, last) -> last).orElse("");
  }
}
