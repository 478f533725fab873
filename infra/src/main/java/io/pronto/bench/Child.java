package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.stream.Stream;

/**
 * Another program, run beside this one: what it prints is kept and can be waited for, lines can be
 * typed to it. It ends, with its own children, when this is closed, or else with this process.
 */
public final class Child implements AutoCloseable {
  /** How long a program is given for whatever it is asked. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Transcript output;
  private final Thread atExit = new Thread(() -> end(GRACE));

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = new Transcript(name, process.getInputStream());
    Runtime.getRuntime().addShutdownHook(atExit);
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

  /** What it prints. */
  public Transcript output() {
    return output;
  }

  /** Waits until it has printed what {@code pattern} finds, at any time. */
  public MatchResult await(String pattern) {
    return output.await(pattern, 0, PATIENCE);
  }

  /** Types a line to it. */
  public void type(String line) {
    try {
      var in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen any more: " + output.tail(), e);
    }
  }

  /** Types a line to it and waits for what it prints then. */
  public MatchResult ask(String line, String pattern) {
    int mark = output.mark();
    type(line);
    return output.await(pattern, mark, PATIENCE);
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
            "%s still runs after %s; it printed last:%n%s"
                .formatted(name, patience, output.tail()));
      }
      output.awaitEnd(GRACE);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** Ends it: asks first, insists after 5 s. */
  @Override
  public void close() {
    close(GRACE);
  }

  /** Ends it: asks first, insists after {@code grace}, and leaves none of its own children. */
  public void close(Duration grace) {
    end(grace);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // this process ends too, and the hook has its turn
    }
  }

  private void end(Duration grace) {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
