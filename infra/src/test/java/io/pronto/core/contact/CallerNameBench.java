package io.pronto.core.contact;

import io.pronto.core.numbering.E164;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the name of a caller among 1,000,000 contacts of ten organisations, once
 * they are in memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallerNameBench {
  private static final int ORGANISATIONS = 10;
  private static final int CONTACTS = 100_000;
  private static final int CALLERS = 4_096;

  private final List<OrganisationNames> organisations =
      IntStream.range(0, ORGANISATIONS).mapToObj(_ -> names()).toList();
  private final List<E164> callers =
      new Random(7).ints(CALLERS, 0, CONTACTS).mapToObj(CallerNameBench::number).toList();
  private int next;

  /** One that has a name. */
  @Benchmark
  public Optional<String> known() {
    next = (next + 1) % CALLERS;
    return organisations.get(next % ORGANISATIONS).of(callers.get(next));
  }

  /** One that has none. */
  @Benchmark
  public Optional<String> unknown() {
    return organisations.getFirst().of(new E164("+33712345678"));
  }

  private static OrganisationNames names() {
    var table = new NameTable.Builder();
    for (int i = 0; i < CONTACTS; i++) {
      table.add(
          NameTable.key(number(i).value()),
          DisplayName.of("Contact number " + i, "Company " + i % 100));
    }
    return new OrganisationNames(table.build());
  }

  private static E164 number(int i) {
    return new E164("+33" + (610_000_000 + 37 * i));
  }
}
