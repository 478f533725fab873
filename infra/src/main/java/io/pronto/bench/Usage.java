package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What processes use of the machine, as its kernel accounts for it. */
public final class Usage {
  private static final long KIBI = 1_024;

  private Usage() {}

  /** The CPU time used so far by {@code process} and its children, in user and kernel mode. */
  public static Duration of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(Usage::alone)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The CPU time used so far by {@code process} without its children. */
  public static Duration alone(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The memory of {@code process} that is resident now, bytes. */
  public static long resident(ProcessHandle process) {
    try (var lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and sockets that {@code process} has open. */
  public static int openFiles(ProcessHandle process) {
    try (var open = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
