package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.seal.MasterKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real PostgreSQL keeps of its log while backups cannot take it. */
class WaitingLogTest {
  private static final long SEGMENT = Segment.BYTES;

  @TempDir Path home;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Site site;
  private LogFollower log;

  @BeforeEach
  void aServersData() throws Exception {
    site = Site.open(Files.createDirectory(home.resolve("data")), MasterKey.generate());
    var place = new BackupPlace(home.resolve("backups"));
    place.make();
    log = new LogFollower(site.data, site.url, place, new BackupSeal(site.master), Duration.ZERO);
    log.go();
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void whenMuchWaitsTheOperatorIsToldAndWhenItWasCopied() throws Exception {
    var waiting = watched(new WaitingLog.Limits(2 * SEGMENT, 0));
    waiting.look();
    assertThat(told()).isEmpty();

    write(3);
    waiting.look();
    waiting.look();
    assertThat(told()).containsExactly("backup.log_waiting");
    assertThat(meters.get("pronto.backup.log.waiting.bytes").gauge().value())
        .isGreaterThan(2 * SEGMENT);

    log.go();
    waiting.look();
    assertThat(told()).containsExactly("backup.log_waiting", "backup.log_recovered");
  }

  @Test
  void beforeTheDataDiskIsFullTheLogIsGivenUpAndAnotherLineBegins() throws Exception {
    var waiting = watched(new WaitingLog.Limits(Long.MAX_VALUE, Long.MAX_VALUE));
    var line = log.line();
    write(1);
    waiting.look();
    assertThat(told()).as("there would be no room of it").isEmpty();

    write(5);
    waiting.look();

    assertThat(told()).containsExactly("backup.log_given_up");
    assertThat(log.waiting()).isZero();
    assertThat(segments()).isLessThan(4);
    log.go();
    assertThat(log.line()).isPresent().isNotEqualTo(line);
  }

  private WaitingLog watched(WaitingLog.Limits limits) {
    return new WaitingLog(log, site.data, new OperatorEvents(site.database), meters, limits);
  }

  /** Has so many segments of the log written. */
  private void write(int segments) throws Exception {
    try (var sql = OwnerSql.open(site.url)) {
      for (int i = 0; i < segments; i++) {
        sql.run("select pg_logical_emit_message(false, 'test', repeat('x', 1 << 24))");
      }
      sql.run("select pg_switch_wal()");
    }
  }

  private long segments() throws Exception {
    try (var all = Files.list(site.data.resolve("postgres/cluster/pg_wal"))) {
      return all.filter(file -> file.getFileName().toString().length() == 24).count();
    }
  }

  private List<String> told() {
    return site
        .database
        .asOperator(
            tx ->
                tx.query("select type from operator_event where type like 'backup.%' order by id"))
        .stream()
        .map(row -> row.getString("type"))
        .toList();
  }
}
