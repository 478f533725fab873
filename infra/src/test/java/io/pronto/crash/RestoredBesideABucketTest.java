package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.peer.ObjectServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose recordings are in a bucket is lost, and restored beside that bucket. */
class RestoredBesideABucketTest {
  @TempDir Path home;
  @TempDir Path kept;

  @Test
  void whatWasRecordedPlaysAndNothingErasedIsThereOrComesBack() throws Exception {
    var own = Files.createDirectory(home.resolve("own"));
    var byHand = home.resolve("by-hand");
    var data = home.resolve("data");
    try (var store = new ObjectServer(kept).start();
        var node = moving(store, new Node(data), own).start();
        var firm = Firm.at(node, 1)) {
      var moved = record(firm, 1);
      var erased = record(firm, 2);
      Waiting.until("both are moved", () -> onDisk(data) == 0);
      store.stop();
      var late = record(firm, 3);
      assertThat(onDisk(data)).isEqualTo(1);
      assertThat(node.run("backup", "--to", byHand.toString()).exit()).isZero();
      store.start();
      Waiting.until("the last is moved", () -> onDisk(data) == 0);
      firm.api().delete("/v1/recordings/" + erased);
      firm.api().delete("/v1/recordings/" + late);
      awaitJournal(own, Instant.now());
      Waiting.until("one object is left", () -> objects(store) == 1);
      node.terminate();
      node.awaitExit();

      var restored = home.resolve("restored");
      var restore =
          List.of(
                  "restore",
                  "--from",
                  byHand.toString(),
                  "--journal",
                  own.resolve("erasures").toString(),
                  "--into",
                  restored.toString())
              .toArray(String[]::new);
      store.stop();
      assertThat(node.run(restore).refusal())
          .startsWith("recording.s3: ")
          .contains(" does not answer")
          .endsWith(
              "nothing was restored; correct recording.s3.*, or restore when the store is back");
      assertThat(restored.resolve("postgres")).doesNotExist();
      store.start();
      assertThat(node.on(data).without("PRONTO_RECORDING_").run(restore).refusal())
          .startsWith("2 recordings are in a bucket: set recording.store and recording.s3.*");
      assertThat(node.on(restored).refusal()).contains("is being restored");
      var done = node.run(restore);
      assertThat(done.exit()).as(done.all()).isZero();
      assertThat(objects(store)).isEqualTo(1);
      assertThat(onDisk(restored)).isZero();

      try (var _ = node.on(restored).start()) {
        var left = firm.await("/v1/recordings", 1);
        assertThat(left).extracting(each -> each.getString("id")).containsExactly(moved);
        firm.opens(left.getFirst());
        firm.desks().getFirst().phone().register(); // which no backup has
        record(firm, 2);
        Waiting.until("a new one is moved", () -> onDisk(restored) == 0);
        assertThat(keys()).hasSize(2).noneMatch(key -> key.contains(erased) || key.contains(late));
      }
    }
  }

  /** Has a call recorded, which makes them {@code count}; the recording's id. */
  private static String record(Firm firm, int count) {
    var before = firm.list("/v1/recordings").stream().map(each -> each.getString("id")).toList();
    firm.talk(firm.desks().getFirst()).begin().awaitHeard(1_500).end();
    return firm.await("/v1/recordings", count).stream()
        .map(each -> each.getString("id"))
        .filter(id -> !before.contains(id))
        .findFirst()
        .orElseThrow();
  }

  private static Node moving(ObjectServer store, Node node, Path backups) {
    var settings = store.settings();
    return node.with("PRONTO_RECORDING_STORE", "s3")
        .with("PRONTO_RECORDING_S3_ENDPOINT", settings.endpoint().toString())
        .with("PRONTO_RECORDING_S3_BUCKET", settings.bucket())
        .with("PRONTO_RECORDING_S3_ACCESS_KEY", settings.accessKey())
        .with("PRONTO_RECORDING_S3_SECRET_KEY", settings.secretKey())
        .with("PRONTO_SECRETS_KEY", MasterKey.generate())
        .with("PRONTO_BACKUP_TO", backups.toString());
  }

  private static void awaitJournal(Path backups, Instant time) {
    var reach = backups.resolve("erasures/reach.sealed");
    Waiting.until(
        "the journal has what was erased",
        () -> {
          try {
            return BackupSeal.at(reach).isAfter(time);
          } catch (IOException beingReplaced) {
            return false;
          }
        });
  }

  private static long onDisk(Path data) {
    try (var files = Files.walk(data.resolve("recordings"))) {
      return files.filter(file -> file.toString().endsWith(".sealed")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long objects(ObjectServer store) {
    try {
      return store.objects();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> keys() throws IOException {
    try (var files = Files.walk(kept)) {
      return files.map(Path::toString).filter(file -> file.endsWith("_object")).toList();
    }
  }
}
