package io.pronto.media.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import io.pronto.media.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A process that records two calls while its disk is full from time to time. It says what it has
 * done, and waits for a line before it goes on. What is said is a number, one more in each 200 ms.
 */
public final class TapeOnAFullDisk {
  static final byte[] KEY = new byte[32];
  private static final String SAID = "said ";
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, UTF_8));

  private final Tape tape;
  private final Timeline timeline;
  private int chunks;

  private TapeOnAFullDisk(Path file) {
    tape =
        Tape.create(
            new RecordingPlan("rec_1", "call_1", file, KEY, "{}".getBytes(UTF_8), Instant.now()));
    timeline = new Timeline(tape);
  }

  /** Starts it with a folder for its recordings. */
  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            TapeOnAFullDisk.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The next thing that it says, between the lines of its log. */
  static String next(BufferedReader output) throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(SAID)) {
        return line.substring(SAID.length());
      }
    }
    throw new IOException("It has ended");
  }

  /** Sets how long a file of {@code process} may become, in bytes; the hard limit stays. */
  static void limit(Process process, String bytes) throws IOException, InterruptedException {
    var command = List.of("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ':');
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("No limit was set");
    }
  }

  /** What the process does. */
  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[0]);
    say("begins");
    var going = new TapeOnAFullDisk(folder.resolve("going"));
    going.hear(5);
    say("not begun");
    going.hear(5);
    say("begun");
    going.hear(30);
    say("full");
    going.hear(10);
    say(going.end());

    var full = new TapeOnAFullDisk(folder.resolve("full"));
    full.hear(5);
    say("begun");
    full.hear(5);
    say(full.end());
    System.exit(0);
  }

  private void hear(int more) {
    for (int i = 0; i < more; i++) {
      var said = new short[Timeline.CHUNK];
      Arrays.fill(said, (short) (chunks + 1));
      for (var side : Side.values()) {
        timeline.place(side, (long) chunks * Timeline.CHUNK, said, said.length);
      }
      chunks++;
      timeline.writeUntil((long) chunks * Timeline.CHUNK);
    }
  }

  private String end() {
    timeline.finish((long) chunks * Timeline.CHUNK);
    var caller = timeline.track(Side.CALLER, Packets.NONE);
    var called = timeline.track(Side.CALLED, Packets.NONE);
    RecordingReport report = tape.end(new Manifest(true, caller, called, List.of()));
    return report.outcome()
        + report.manifest().caller().stretches().stream()
            .map(each -> " %s to %d".formatted(each.content(), each.toMillis()))
            .collect(Collectors.joining());
  }

  private static void say(Object what) throws IOException {
    System.out.println(SAID + what);
    IN.readLine();
  }
}
