package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much is due of one organisation, and of however many, it leaves with one sweep. */
class ManyDueTest {
  @TempDir static Path folder;
  private static SweptDatabase ground;

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void moreCallsOfOneDayThanACertificateNames() {
    var busy = new Stock(ground.database);
    var quiet = new Stock(ground.database);
    calls(busy, 2_300);
    calls(quiet, 1_000);

    assertThat(sweep("cdr")).isEqualTo(3_300);

    assertThat(busy.ids("cdr")).isEmpty();
    assertThat(quiet.ids("cdr")).isEmpty();
    assertThat(busy.certified("call_detail_record")).isEqualTo(2_300);
    assertThat(busy.ids("destruction_certificate")).hasSize(3);
    assertThat(quiet.certified("call_detail_record")).isEqualTo(1_000);
    assertThat(quiet.ids("destruction_certificate")).hasSize(1);
    for (var each : List.of(busy, quiet)) {
      assertThat(ground.verify(each.organisation).fault()).isEmpty();
    }
  }

  @Test
  void exportsOfManyOrganisations() {
    for (int i = 0; i < 5; i++) {
      var organisation = new Stock(ground.database).organisation.value();
      ground.owner(
          """
          insert into export (id, organisation_id, kind, filter, asked_by, token_hash, expires_at)
          select 'exp_' || ulid(now()), '%1$s', 'cdrs', '{}', 'usr_1', sha256(('%1$s' || n)::bytea),
                 now() - interval '31 days' from generate_series(1, 2) n
          """
              .formatted(organisation));
    }

    assertThat(sweep("export")).isEqualTo(10);
  }

  private static long sweep(String what) {
    return ground
        .sweeper(InstantSource.system(), SweepPace.DEFAULT, new SimpleMeterRegistry())
        .sweep()
        .getOrDefault(what, 0L);
  }

  /** Of one hour, over a year ago. */
  private static void calls(Stock stock, int many) {
    ground.owner(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
               called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
               recording_ids, node)
        select 'call_' || n || '_%1$s', '%1$s', 'inbound', '+33612345678', '', '+33123456700', '', t,
               t, 'answered', 200, 'caller', '{}', '[]', '{}', 'node-1'
          from (select n, now() - interval '400 days' + n * interval '1 second' as t
                  from generate_series(1, %2$d) n) each
        """
            .formatted(stock.organisation.value(), many));
  }
}
