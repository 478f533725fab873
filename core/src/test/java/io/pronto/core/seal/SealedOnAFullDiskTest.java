package io.pronto.core.seal;

import static io.pronto.core.seal.WriterOnAFullDisk.KEY;
import static io.pronto.core.seal.WriterOnAFullDisk.SEGMENT;
import static io.pronto.core.seal.WriterOnAFullDisk.content;
import static io.pronto.core.seal.WriterOnAFullDisk.limit;
import static io.pronto.core.seal.WriterOnAFullDisk.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The kernel refuses to let the files of a process grow, as a full disk does. */
@EnabledOnOs(OS.LINUX)
class SealedOnAFullDiskTest {
  @TempDir private Path folder;

  @Test
  void aFileThatCannotBeginLeavesNothingAndOneThatGoesOnIsAsIfNothingHadHappened()
      throws Exception {
    var file = folder.resolve("file");
    var process = WriterOnAFullDisk.start(folder);
    try (var said = process.inputReader();
        var go = process.outputWriter()) {
      assertThat(next(said)).isEqualTo("begun");
      limit(process, "20");
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("refused false");
      limit(process, "unlimited");
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("one");
      long torn = Files.size(file) + 300;
      limit(process, "" + torn);
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("full after 2000");
      assertThat(file).hasSize(torn);
      assertThat(read(file)).isEqualTo(content(1));
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("still full after 2000");
      limit(process, "unlimited");
      go.append('\n').flush();
      assertThat(next(said)).isEqualTo("closed");
      go.append('\n').flush();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }

    try (var reader = SealedReader.open(file, KEY)) {
      assertThat(reader.closedCleanly()).isTrue();
    }
    assertThat(read(file)).isEqualTo(content(4));
  }

  private static byte[] read(Path file) throws Exception {
    try (var reader = SealedReader.open(file, KEY)) {
      var into = ByteBuffer.allocate(Math.toIntExact(reader.length()));
      assertThat(reader.read(0, into)).isEqualTo(into.capacity()).isGreaterThanOrEqualTo(SEGMENT);
      return into.array();
    }
  }
}
