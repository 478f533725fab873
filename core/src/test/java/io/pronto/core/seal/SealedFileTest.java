package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFileTest {
  private static final int SEGMENT = 50;
  private static final int SEALED = SEGMENT + 16;
  private static final byte[] HEADER = "{\"recording\":\"rec_1\"}".getBytes(UTF_8);
  private static final int START = 24 + HEADER.length + 16;

  private final byte[] key = SecretSeal.random(32);

  @TempDir Path folder;

  @Property(tries = 200)
  void whateverIsReadEqualsThatPartOfWhatWasWritten(
      @ForAll @IntRange(max = 300) int size,
      @ForAll @IntRange(max = 310) int offset,
      @ForAll @IntRange(max = 310) int length,
      @ForAll @IntRange(min = 1, max = 120) int piece)
      throws IOException {
    var file = Files.createTempDirectory("sealed").resolve("file");
    var content = content(size);
    try (var writer = SealedWriter.create(file, key, HEADER, SEGMENT)) {
      for (int at = 0; at < size; at += piece) {
        writer.append(content, at, Math.min(piece, size - at));
      }
    }

    try (var reader = SealedReader.open(file, key)) {
      assertThat(reader.closedCleanly()).isTrue();
      assertThat(reader.length()).isEqualTo(size);
      assertThat(reader.header()).isEqualTo(HEADER);
      assertThat(read(reader, offset, length))
          .isEqualTo(
              Arrays.copyOfRange(content, Math.min(offset, size), Math.min(offset + length, size)));
    }
    Files.delete(file);
    Files.delete(file.getParent());
  }

  @Test
  void aFileThatWasNotClosedReadsUpToItsLastWholeSegment() throws IOException {
    var content = content(3 * SEGMENT + 20);
    var file = abandoned(content);

    for (int torn = 0; torn < SEALED; torn++) {
      try (var reader = SealedReader.open(file, key)) {
        assertThat(reader.closedCleanly()).isFalse();
        assertThat(read(reader, 0, 1000)).isEqualTo(Arrays.copyOf(content, 3 * SEGMENT));
      }
      Files.write(file, new byte[] {(byte) (torn * 31)}, StandardOpenOption.APPEND);
    }
  }

  @Test
  void segmentsThatAPowerCutLeftEmptyAreGoneAndNoMore() throws IOException {
    var content = content(3 * SEGMENT);
    var file = abandoned(content);
    var bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length - SEALED, bytes.length, (byte) 0);
    Files.write(file, bytes);

    try (var reader = SealedReader.open(file, key)) {
      assertThat(read(reader, 0, 1000)).isEqualTo(Arrays.copyOf(content, 2 * SEGMENT));
    }
  }

  @Test
  void noByteOfAClosedFileCanBeChanged() throws IOException {
    var file = closed(content(2 * SEGMENT + 20));
    var bytes = Files.readAllBytes(file);

    for (int i = 0; i < bytes.length; i++) {
      var changed = bytes.clone();
      changed[i] ^= 4;
      Files.write(file, changed);
      assertThatThrownBy(() -> readAll(file)).as("byte %d", i).isInstanceOf(BrokenSeal.class);
    }
  }

  @Test
  void damageBeforeTheEndOfAnUnfinishedFileIsRefused() throws IOException {
    var file = abandoned(content(3 * SEGMENT));
    var bytes = Files.readAllBytes(file);
    bytes[START + SEALED + 3] ^= 1;
    Files.write(file, bytes);

    try (var reader = SealedReader.open(file, key)) {
      assertThat(read(reader, 0, SEGMENT)).hasSize(SEGMENT);
      assertThat(read(reader, 2 * SEGMENT, SEGMENT)).hasSize(SEGMENT);
      assertThatThrownBy(() -> read(reader, SEGMENT, 1)).isInstanceOf(BrokenSeal.class);
    }
  }

  @Test
  void segmentsCannotChangePlacesNorCanTheEndBeCutUnnoticed() throws IOException {
    var file = closed(content(3 * SEGMENT + 20));
    var bytes = Files.readAllBytes(file);
    var swapped = bytes.clone();
    System.arraycopy(bytes, START, swapped, START + SEALED, SEALED);
    System.arraycopy(bytes, START + SEALED, swapped, START, SEALED);
    Files.write(file, swapped);
    assertThatThrownBy(() -> readAll(file)).isInstanceOf(BrokenSeal.class);

    for (int length = START; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(closedCleanly(file)).as("cut at " + length).isFalse();
    }
  }

  @Test
  void anotherKeyDoesNotOpenIt() throws IOException {
    var file = closed(content(10));

    assertThatThrownBy(() -> SealedReader.open(file, SecretSeal.random(32)))
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining("another key");
  }

  @Test
  void itIsReadableByItsOwnerAloneAndNeverClear() throws IOException {
    var file = folder.resolve("a/b/file");
    var secret = "what Alice said to Bob".repeat(20).getBytes(UTF_8);
    try (var writer = SealedWriter.create(file, key, HEADER, SEGMENT)) {
      writer.append(secret, 0, secret.length);
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.getPosixFilePermissions(file.getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    try (var all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).containsExactly(file);
    }
    assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("Alice", "Bob");
    assertThat(SealedFile.header(file)).isEqualTo(HEADER);
  }

  @Test
  void aFileIsNeverWrittenOver() throws IOException {
    var file = closed(content(10));

    assertThatThrownBy(() -> SealedWriter.create(file, key, HEADER, SEGMENT))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatIsNoSealedFileIsSaidToBeNone() throws IOException {
    for (var bytes : Set.of(new byte[0], new byte[500], content(500))) {
      var file = folder.resolve("other");
      Files.write(file, bytes);
      assertThatThrownBy(() -> SealedReader.open(file, key)).isInstanceOf(BrokenSeal.class);
    }
  }

  private Path closed(byte[] content) throws IOException {
    var file = folder.resolve("closed");
    try (var writer = SealedWriter.create(file, key, HEADER, SEGMENT)) {
      writer.append(content, 0, content.length);
    }
    return file;
  }

  private Path abandoned(byte[] content) throws IOException {
    var file = folder.resolve("abandoned");
    var writer = SealedWriter.create(file, key, HEADER, SEGMENT);
    writer.append(content, 0, content.length);
    writer.abandon();
    return file;
  }

  private boolean closedCleanly(Path file) throws IOException {
    try (var reader = SealedReader.open(file, key)) {
      return reader.closedCleanly();
    }
  }

  private byte[] readAll(Path file) throws IOException {
    try (var reader = SealedReader.open(file, key)) {
      return read(reader, 0, 1000);
    }
  }

  private static byte[] read(SealedReader reader, long offset, int length) throws IOException {
    var into = ByteBuffer.allocate(length);
    int read = reader.read(offset, into);
    return Arrays.copyOf(into.array(), read);
  }

  private static byte[] content(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
