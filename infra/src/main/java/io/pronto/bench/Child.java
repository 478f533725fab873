package io.pronto.bench;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Another program, run beside this one: what it prints is kept and can be waited for, lines can be
 * said to it. It ends, with its own children, when this is closed, or else with this process.
 */
public final class Child implements AutoCloseable {
  /** How long a program is given for whatever it is asked. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int TAIL = 4_000;

  private final String name;
  private final Process process;
  private final Thread atExit = new Thread(this::end);
  private final StringBuilder output = new StringBuilder();
  private boolean silent;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(atExit);
    Thread.ofVirtual().name(name + "-output").start(this::listen);
  }

  /** Starts {@code command}, a program and its arguments. */
  public static Child start(String... command) {
    return start(List.of(command), Map.of());
  }

  /** Starts {@code command}, with {@code environment} added to this process's own. */
  public static Child start(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new Child(Path.of(command.getFirst()).getFileName().toString(), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start " + command.getFirst(), e);
    }
  }

  /** Says whether {@code program} is on the search path. */
  public static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The process, by which the machine accounts for what it uses. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** All it has printed so far. */
  public synchronized String output() {
    return output.toString();
  }

  /** How much it has printed: what comes later can be told from what was there before. */
  public synchronized int mark() {
    return output.length();
  }

  /** Waits until it has printed what {@code pattern} finds, at any time. */
  public MatchResult await(String pattern) {
    return await(pattern, 0, PATIENCE);
  }

  /**
   * Waits until it has printed, after {@code mark}, what {@code pattern} finds.
   *
   * @throws IllegalStateException after {@code patience}, or when it has ended without: with the
   *     end of what it printed
   */
  public synchronized MatchResult await(String pattern, int mark, Duration patience) {
    var compiled = Pattern.compile(pattern, Pattern.MULTILINE);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var matcher = compiled.matcher(output);
      if (matcher.find(mark)) {
        return matcher.toMatchResult();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || silent) {
        throw new IllegalStateException(
            "%s %s without printing /%s/; it printed last:%n%s"
                .formatted(name, silent ? "ended" : "went on", pattern, tail()));
      }
      pause(left);
    }
  }

  /** Types a line to it. */
  public void say(String line) {
    try {
      var in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen any more: " + tail(), e);
    }
  }

  /**
   * Waits until it ends by itself.
   *
   * @return its exit code, after all it printed has been kept
   * @throws IllegalStateException after {@code patience}
   */
  public int join(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "%s still runs after %s; it printed last:%n%s".formatted(name, patience, tail()));
      }
      awaitSilence();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** The end of what it printed. */
  public synchronized String tail() {
    return output.substring(Math.max(0, output.length() - TAIL));
  }

  /** Ends it: asks first, insists after 5 s. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // this process ends too, and the hook has its turn
    }
  }

  private void end() {
    var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitSilence() throws InterruptedException {
    long deadline = System.nanoTime() + GRACE.toNanos();
    while (!silent && System.nanoTime() < deadline) {
      wait(GRACE.toMillis());
    }
  }

  private void pause(long nanos) {
    try {
      wait(Math.max(1, nanos / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  private void listen() {
    try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      var buffer = new char[4_096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        heard(new String(buffer, 0, n));
      }
    } catch (IOException closed) {
      heard("");
    }
    synchronized (this) {
      silent = true;
      notifyAll();
    }
  }

  private synchronized void heard(String text) {
    output.append(text);
    notifyAll();
  }
}
