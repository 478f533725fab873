package io.pronto.bench.routing;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.CallRouter;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.Route;
import io.pronto.core.rules.Presentation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a whole decision about a call costs once its facts are in memory: number, lists with 2,000
 * callers, anonymous policy, hours of a week with holidays and exceptions, user, forwarding, and
 * the trace of it all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBench {
  private static final String NUMBER = "+33155550000";
  private static final Instant OPEN = Instant.parse("2026-11-23T10:00:00Z");
  private static final Instant CLOSED = Instant.parse("2026-11-22T10:00:00Z");

  private CallRouter router;

  /** An organisation with one number, one user, a schedule and long lists. */
  @Setup
  public void furnish() {
    var organisation = Ground.organisation();
    var user = Id.next("usr");
    Ground.database()
        .asOperator(
            tx -> {
              var carrier = Id.next("car");
              tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
              return tx.update(
                  """
                  insert into number_block (id, carrier_id, first, last, country, type)
                  values ($1, $2, $3, $3, 'FR', 'geographic')
                  """,
                  Id.next("blk"),
                  carrier,
                  NUMBER);
            });
    Ground.database()
        .in(
            organisation,
            tx -> {
              tx.update(
                  """
                  insert into user_account (id, organisation_id, email, name, role, extension)
                  values ($1, $2, $3, 'Anna', 'agent', '101')
                  """,
                  user,
                  organisation.value(),
                  user + "@example.com");
              tx.one("select rent_number($1)", NUMBER);
              return tx.update(
                  "update phone_number set destination_user_id = $2 where number = $1",
                  NUMBER,
                  user);
            });
    rules(organisation, user);
    router = new CallRouter(new Directory(Ground.database(), "pronto.local"));
  }

  private static void rules(OrganisationId organisation, String user) {
    Ground.database()
        .in(
            organisation,
            tx -> {
              var schedule = Id.next("sch");
              tx.update(
                  """
                  insert into schedule (id, organisation_id, name, time_zone, hours, holidays, exceptions)
                  select $1, $2, 'Office', 'Europe/Paris',
                    (select jsonb_agg(jsonb_build_object('day', day, 'from', "from", 'to', "to"))
                       from unnest(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday']) day,
                            (values ('09:00', '12:30'), ('14:00', '18:00')) span ("from", "to")),
                    'fr',
                    (select jsonb_agg(jsonb_build_object('date', date '2027-01-01' + n, 'name', '',
                              'open', '[]'::jsonb)) from generate_series(1, 20) n)
                  """,
                  schedule,
                  organisation.value());
              tx.update(
                  "insert into number_routing (organisation_id, number, schedule_id) values ($1,"
                      + " $2, $3)",
                  organisation.value(),
                  NUMBER,
                  schedule);
              tx.update(
                  """
                  insert into forwarding (organisation_id, user_id, busy_number)
                  values ($1, $2, '+33612345678')
                  """,
                  organisation.value(),
                  user);
              return tx.batch(
                  """
                  insert into listed_caller (id, organisation_id, list, number, match, answer)
                  values ($1, $2, 'blocked', $3, 'exact', 'busy')
                  """,
                  IntStream.range(0, 2_000)
                      .mapToObj(
                          i ->
                              new Object[] {
                                Id.next("lst"), organisation.value(), "+331620" + (10_000 + i)
                              })
                      .toList());
            });
  }

  /** Within the hours: the user rings. */
  @Benchmark
  public Route open() {
    return route("+33612345678", OPEN);
  }

  /** Outside the hours: the caller is told so. */
  @Benchmark
  public Route closed() {
    return route("+33612345678", CLOSED);
  }

  /** On a list. */
  @Benchmark
  public Route blocked() {
    return route("+33162010000", OPEN);
  }

  private Route route(String caller, Instant at) {
    return router.fromOutside(caller, Presentation.SHOWN, caller, NUMBER, List.of(), at);
  }
}
