package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pronto.backup.BackupPlace;
import io.pronto.core.Waiting;
import io.pronto.core.seal.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a server's backups runs full while it takes calls. */
class BackupDiskFullTest {
  private static final Duration A_SEGMENT_IS_DUE = Duration.ofMinutes(3);

  @TempDir Path home;
  private Path disk;

  @BeforeEach
  void aSmallDisk() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
    disk = Files.createDirectory(home.resolve("disk"));
    assumeTrue(sh("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()) == 0);
  }

  @AfterEach
  void noDisk() throws Exception {
    sh("umount", disk.toString());
  }

  @Test
  void callsGoOnTheOperatorIsToldAndWithRoomTheArchiveGoesOnWithoutAHole() throws Exception {
    var place = new BackupPlace(Files.createDirectory(disk.resolve("backups")));
    try (var node = backedUp(new Node(home.resolve("data")), place).start();
        var firm = Firm.at(node, 1)) {
      node.awaitLog("A backup was made");
      talk(firm, 1);
      fill();
      talk(firm, 2);
      Waiting.until("it is told", A_SEGMENT_IS_DUE, () -> metric(firm, "pronto_backup_up") == 0);
      assertThat(node.log())
          .contains("Backups are not made: %s is full: make room there".formatted(place.folder()));
      assertThat(node.operator().text("/v1/operator_events")).contains("backup.failed");
      assertThat(node.run("backup").refusal()).contains("is full: make room there");
      assertThat(place.bases()).hasSize(1);
      assertThat(left(place.folder())).noneMatch(name -> name.endsWith(".part"));
      talk(firm, 3);
      var last = Instant.now();

      Files.delete(disk.resolve("filler"));

      Waiting.until("it goes on", A_SEGMENT_IS_DUE, () -> metric(firm, "pronto_backup_up") == 1);
      Waiting.until("all calls are in it", A_SEGMENT_IS_DUE, () -> isCopied(firm, last));
      Waiting.until("and their sound", A_SEGMENT_IS_DUE, () -> recordings(place.folder()) == 3);
      assertThat(node.log()).doesNotContain("continuous backup begins anew, with");
      node.kill();

      var restored = home.resolve("restored");
      var done =
          node.run("restore", "--from", place.folder().toString(), "--into", restored.toString());
      assertThat(done.exit()).as(done.all()).isZero();
      assertThat(place.bases()).hasSize(1);
      try (var _ = node.on(restored).start()) {
        assertThat(firm.await("/v1/cdrs", 3)).hasSize(3);
        firm.await("/v1/recordings", 3).forEach(firm::opens);
      }
    }
  }

  private static Node backedUp(Node node, BackupPlace place) {
    return node.with("PRONTO_SECRETS_KEY", MasterKey.generate())
        .with("PRONTO_BACKUP_TO", place.folder().toString());
  }

  private static void talk(Firm firm, int count) {
    firm.talk(firm.desks().getFirst()).begin().awaitHeard(1_500).end();
    firm.await("/v1/cdrs", count);
    firm.await("/v1/recordings", count);
  }

  /** Whether all until {@code time} is in the continuous backup. */
  private static boolean isCopied(Firm firm, Instant time) {
    double lag = metric(firm, "pronto_backup_log_lag_seconds");
    return Instant.now().minusSeconds((long) lag + 1).isAfter(time);
  }

  private static double metric(Firm firm, String name) {
    return firm.api()
        .text("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + ' ') || line.startsWith(name + '{'))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static long recordings(Path folder) {
    try (var all = Files.walk(folder.resolve("recordings"))) {
      return all.filter(file -> file.toString().endsWith(".sealed")).count();
    } catch (IOException | UncheckedIOException beingWritten) {
      return 0;
    }
  }

  private void fill() throws IOException {
    var block = new byte[1 << 12];
    try (var out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static Stream<String> left(Path folder) {
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int sh(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words).inheritIO().start().waitFor();
  }
}
