package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingRemovalsTest {
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
    var removals = paths.stream().map(path -> new RecordingRemovals.Removal(path, place)).toList();
    Ground.database()
        .in(
            Ground.organisation(),
            tx -> {
              RecordingRemovals.ask(tx, removals);
              return null;
            });
  }
}
