package io.pronto.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Populated;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.seal.MasterKey;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedTwiceTest {
  private static final int CALLS = 60;

  private final LocalDate lastDay = LocalDate.now(EndedContracts.PARIS).minusDays(40);

  @Test
  void twoServersAtOnceAndOneAgainLaterEraseAndProveAllOnce(@TempDir Path folder) throws Exception {
    try (var postgres = OwnPostgres.start(folder);
        var database = new Database(Ground.vertx(), postgres.url());
        var outbox = new Outbox(database);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var master = MasterKey.of(Ground.secretsKey());
      var recordings = folder.resolve("recordings");
      var ended = new EndedContracts(database, outbox, master, recordings);
      var called = lastDay.minusDays(9).atTime(12, 0).atZone(EndedContracts.PARIS).toInstant();
      var populated = new Populated(database, postgres.url(), master, recordings, called);
      calls(populated);
      ended.at(lastDay.minusDays(5), "12:00");
      ended.contracts.terminate(populated.organisation, lastDay, 30, "opr_1");
      ended.tick(lastDay.plusDays(1), "00:00");
      ended.at(lastDay.plusDays(31), "00:00");

      Callable<Void> server =
          () -> {
            ended.clock.tick();
            return null;
          };
      for (var done : threads.invokeAll(List.of(server, server))) {
        done.get();
      }

      assertErasedOnce(ended, populated);
      var certificates = populated.count("select count(*) from destruction_certificate");
      ended.tick(lastDay.plusDays(31), "02:00");
      assertErasedOnce(ended, populated);
      assertThat(populated.count("select count(*) from destruction_certificate"))
          .isEqualTo(certificates);
    }
  }

  private static void calls(Populated populated) {
    populated.owner(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
          called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
          recording_ids, node)
        select 'call_' || n, '%s', 'inbound', '%s', '', '%s', '', '%4$s', '%4$s', 'answered', 200,
               'caller', '{}', '[]', '{}', 'node-2'
          from generate_series(2, %5$d) n
        """
            .formatted(
                populated.organisation,
                populated.stranger,
                populated.number,
                populated.calledAt,
                CALLS));
  }

  private static void assertErasedOnce(EndedContracts ended, Populated populated) {
    assertThat(ended.failures()).isZero();
    assertThat(ended.contracts.find(populated.organisation).orElseThrow().state())
        .isEqualTo(State.ERASED);
    assertThat(
            populated.count(
                "select count(*) from archived_record where kind = 'call_detail_record'"))
        .isEqualTo(CALLS);
    assertThat(certified(populated, "call_detail_record_sealed")).isEqualTo(CALLS);
    assertThat(certified(populated, "recording")).isEqualTo(1);
    assertThat(populated.count("select count(*) from erasure_journal")).isEqualTo(1);
  }

  private static long certified(Populated populated, String category) {
    return populated.count(
        "select coalesce(sum(count), 0) from destruction_certificate where category = '%s'"
            .formatted(category));
  }
}
