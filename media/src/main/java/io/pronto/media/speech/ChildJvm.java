package io.pronto.media.speech;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small JVM of our own class path in a process of its own: yields the processor to calls, cannot
 * take more memory than it was given, and leaves nothing behind when it dies.
 */
final class ChildJvm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildJvm.class);
  private static final int LINES_KEPT = 40;
  private static final int LINES_TOLD = 3;

  /** What a line that tells why a process died is known by, among much that does not. */
  private static final Pattern TELLING =
      Pattern.compile("SIG[A-Z]+ |ERROR|ASSERTION|memory|bad_alloc|Exception|Error");

  private static final int KILLED_BY_SIGNAL = 128;

  /**
   * Where the kernel knows such a limit (Linux, in KiB), the address space is capped: an allocation
   * over it fails in the child instead of waking the machine's out-of-memory killer. The answers
   * leave by descriptor 3, so that nothing a JVM or a library prints can end up among them.
   */
  private static final String CAPPED_AND_NICE =
      "ulimit -c 0; ulimit -v $0 2>/dev/null; exec nice -n 10 \"$@\" 3>&1 >&2";

  /** What the child opens to write its answers. */
  static final String ANSWERS = "/dev/fd/3";

  private final Process process;
  private final Path scratch;
  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread errors;

  private ChildJvm(Process process, Path scratch) {
    this.process = process;
    this.scratch = scratch;
    errors = Thread.ofPlatform().daemon().name("speech-errors").start(this::readErrors);
  }

  /** Starts {@code main} with at most {@code memory} bytes of address space. */
  static ChildJvm start(Class<?> main, long memory) throws IOException {
    var scratch = Files.createTempDirectory("pronto-speech");
    var command = new ArrayList<>(List.of("/bin/sh", "-c", CAPPED_AND_NICE, "" + memory / 1024));
    command.addAll(java(main, scratch));
    var builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return new ChildJvm(builder.start(), scratch);
  }

  private static List<String> java(Class<?> main, Path scratch) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx48m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:CompressedClassSpaceSize=32m",
        "-XX:ReservedCodeCacheSize=24m",
        "--enable-native-access=ALL-UNNAMED",
        "-Djna.tmpdir=" + scratch,
        "-Djna.encoding=UTF-8",
        "-cp",
        absolute(System.getProperty("java.class.path")),
        main.getName());
  }

  private static String absolute(String classPath) {
    return List.of(classPath.split(File.pathSeparator)).stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  InputStream output() {
    return process.getInputStream();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it, and does not wait. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it, and returns when nothing is left of it. */
  @Override
  public void close() {
    kill();
    try {
      errors.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it ended, and what it said before; waits until it has, and sees to it that it does. */
  String lastWords() {
    try {
      if (!process.waitFor(5, SECONDS)) {
        kill();
      }
      errors.join();
      int status = process.waitFor();
      var how =
          status > KILLED_BY_SIGNAL ? "signal " + (status - KILLED_BY_SIGNAL) : "exit " + status;
      return how + told();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private String told() {
    synchronized (lines) {
      var telling = lines.stream().filter(line -> TELLING.matcher(line).find()).limit(LINES_TOLD);
      var said = telling.map(String::strip).collect(Collectors.joining(" | "));
      return said.isEmpty() ? "" : "; it said: " + said;
    }
  }

  private void readErrors() {
    try (var reader = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        keep(line);
      }
    } catch (IOException gone) {
      LOG.atDebug().setCause(gone).log("The speech decoder's error output broke off");
    } finally {
      process.onExit().join();
      sweep();
    }
  }

  private void keep(String line) {
    if (line.isBlank()) {
      return;
    }
    LOG.atDebug().addKeyValue("decoder", process.pid()).log(line);
    synchronized (lines) {
      lines.addLast(line);
      if (lines.size() > LINES_KEPT) {
        lines.removeFirst();
      }
    }
  }

  /** Removes the unpacked native library and whatever a crash left. */
  private void sweep() {
    try (var files = Files.walk(scratch)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.atWarn().addKeyValue("folder", scratch).setCause(e).log("Could not be removed");
    }
  }
}
