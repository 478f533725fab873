package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpusLibraryTest {
  @TempDir Path folder;

  @Test
  void whereNothingMayBeWrittenThereIsNoOpusAndNothingElseIsMissed() throws IOException {
    var library = Files.createFile(folder.resolve("library")).toUri().toURL();

    assertThat(OpusLibrary.load(library, folder.resolve("nowhere"))).isEmpty();
  }

  @Test
  void whatIsNoLibraryIsNotUsedAndLeavesNothingBehind() throws IOException {
    var library = Files.writeString(folder.resolve("library"), "no library").toUri().toURL();
    var copies = Files.createDirectory(folder.resolve("copies"));

    assertThat(OpusLibrary.load(library, copies)).isEmpty();
    assertThat(copies).isEmptyDirectory();
  }
}
