package io.pronto.media.record;

import static io.pronto.media.record.TapeOnAFullDisk.limit;
import static io.pronto.media.record.TapeOnAFullDisk.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.seal.SealedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kernel refuses to let the files of a process grow, as a full disk does. */
@EnabledOnOs(OS.LINUX)
class TapeFullDiskTest {
  private static final int FULL = 300;

  @TempDir private Path folder;

  @Test
  void whatADiskRefusesIsSilentAndTheRestIsWhereItBelongs() throws Exception {
    var going = folder.resolve("going");
    var full = folder.resolve("full");
    var process = TapeOnAFullDisk.start(folder);
    String toTheEnd;
    String brokenOff;
    try (var said = process.inputReader();
        var go = process.outputWriter()) {
      assertThat(next(said)).isEqualTo("begins");
      limit(process, "20");
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("not begun");
      limit(process, "unlimited");
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("begun");
      limit(process, "" + (Files.size(going) + FULL));
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("full");
      limit(process, "unlimited");
      go.append('\n').flush();
      toTheEnd = next(said);
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("begun");
      limit(process, "" + (Files.size(full) + FULL));
      go.append('\n').flush();
      brokenOff = next(said);
      go.append('\n').flush();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }

    assertThat(toTheEnd)
        .isEqualTo("AVAILABLE UNWRITTEN to 800 SOUND to 2000 UNWRITTEN to 8400 SOUND to 10000");
    assertThat(kept(going, true))
        .isEqualTo(
            IntStream.range(0, 50).mapToObj(i -> i < 4 || i >= 10 && i < 42 ? 0 : i + 1).toList());
    assertThat(brokenOff).isEqualTo("FAILED SOUND to 1000 UNWRITTEN to 2000");
    assertThat(kept(full, false)).isEqualTo(List.of(1, 2, 3, 4));
  }

  /** What is heard in each 200 ms, of either party. */
  private static List<Integer> kept(Path file, boolean closed) throws IOException {
    try (var reader = SealedReader.open(file, TapeOnAFullDisk.KEY)) {
      assertThat(reader.closedCleanly()).isEqualTo(closed);
      var sound = ByteBuffer.allocate((int) reader.length()).order(ByteOrder.LITTLE_ENDIAN);
      reader.read(0, sound);
      var samples = sound.flip().asShortBuffer();
      var all = new ArrayList<Integer>();
      while (samples.hasRemaining()) {
        int first = samples.get();
        for (int i = 1; i < 2 * Timeline.CHUNK; i++) {
          assertThat((int) samples.get()).isEqualTo(first);
        }
        all.add(first);
      }
      return all;
    }
  }
}
