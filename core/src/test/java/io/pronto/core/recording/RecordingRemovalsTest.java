package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingRemovalsTest {
  /** So often PostgreSQL plans something, before it may keep a plan. */
  private static final int PLANS = 6;

  private final String place = Id.next("node");
  private final List<String> tried = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();

  @Test
  void aFileThatCannotBeDeletedKeepsNoOtherFromIt() throws IOException {
    ask(List.of("../outside", "locked", "a", "b"));

    removals().go();

    assertThat(tried).containsExactlyInAnyOrder("../outside", "locked", "a", "b");
    assertThat(deleted).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPlaceThatIsOutOfReachIsNotAskedForEver() {
    ask(IntStream.range(0, 20).mapToObj(i -> "locked" + i).toList());

    assertThatThrownBy(() -> removals().go()).isInstanceOf(IOException.class);

    assertThat(tried).hasSize(5);
  }

  @Test
  void whatIsDueIsNotSoughtByReadingAllThereIs() {
    var read =
        Ground.database()
            .in(
                Ground.organisation(),
                tx -> {
                  IntStream.range(0, PLANS).forEach(i -> claimAndEnd(tx));
                  RecordingRemovals.ask(tx, asked(IntStream.range(0, 3_000).mapToObj(i -> "" + i)));
                  long before = Ground.rowsRead(tx, "recording_removal");
                  return List.of(
                      (long) claimAndEnd(tx), Ground.rowsRead(tx, "recording_removal") - before);
                });

    assertThat(read.getFirst()).isEqualTo(100);
    assertThat(read.getLast()).isLessThan(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select claim_recording_removals($1, 120, 100)",
        "select end_recording_removals($1, '{}')"
      })
  void whatIsNotedOfRemovalsDoesNotWaitForTheDisk(String noting) {
    var waits =
        Ground.database()
            .asStranger(
                tx -> {
                  tx.query("select set_config('synchronous_commit', 'on', true)");
                  tx.query(noting, place);
                  return tx.query("show synchronous_commit").getFirst().getString(0);
                });

    assertThat(waits).isEqualTo("off");
  }

  /** Takes some as {@link RecordingRemovals#go} does; returns how many. */
  private int claimAndEnd(Tx tx) {
    var due =
        tx.query("select path from claim_recording_removals($1, 120, 100) path", place).stream()
            .map(row -> row.getString("path"))
            .toArray(String[]::new);
    tx.query("select end_recording_removals($1, $2)", place, due);
    return due.length;
  }

  private RecordingRemovals removals() {
    return new RecordingRemovals(Ground.database(), place, this::delete);
  }

  private void delete(String path) throws IOException {
    tried.add(path);
    if (path.startsWith("..")) {
      throw new IllegalArgumentException(path);
    }
    if (path.startsWith("locked")) {
      throw new IOException(path);
    }
    deleted.add(path);
  }

  private void ask(List<String> paths) {
    var removals = asked(paths.stream());
    Ground.database()
        .in(
            Ground.organisation(),
            tx -> {
              RecordingRemovals.ask(tx, removals);
              return null;
            });
  }

  private List<RecordingRemovals.Removal> asked(Stream<String> paths) {
    return paths.map(path -> new RecordingRemovals.Removal(path, place)).toList();
  }
}
