package io.pronto.bench;

import java.time.Duration;
import java.util.stream.Stream;

/** What processes use of the machine, as its kernel accounts for it. */
public final class Cpu {
  private Cpu() {}

  /** The CPU time used so far by {@code process} and its children, in user and kernel mode. */
  public static Duration of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(Cpu::alone)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The CPU time used so far by {@code process} without its children. */
  public static Duration alone(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
