package io.pronto.bench.http;

import io.pronto.core.access.Permission;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.access.Scope;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask the tier matrix, of a person and of an API key with every scope. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PermissionBench {
  private static final OrganisationId ORGANISATION = OrganisationId.next();
  private static final Permission[] PERMISSIONS = Permission.values();

  private final Principal person = new Principal.Member("usr_x", ORGANISATION, Role.SUPERVISOR);
  private final Principal key =
      new Principal.Key(
          "key_x",
          ORGANISATION,
          Arrays.stream(PERMISSIONS)
              .flatMap(each -> Stream.of(Scope.Action.values()).map(on -> new Scope(each, on)))
              .collect(Collectors.toSet()));
  private int next;

  /** A person's. */
  @Benchmark
  public Reach person() {
    return permission().of(person);
  }

  /** A key's. */
  @Benchmark
  public Reach key() {
    return permission().of(key);
  }

  private Permission permission() {
    next = (next + 1) % PERMISSIONS.length;
    return PERMISSIONS[next];
  }
}
