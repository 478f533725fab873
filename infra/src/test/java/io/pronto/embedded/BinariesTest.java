package io.pronto.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
  @TempDir Path home;
  @TempDir Path one;
  @TempDir Path other;

  @BeforeEach
  void build() throws IOException {
    Files.createDirectories(home.resolve("infra/target"));
    System.setProperty("pronto.home", home.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty("pronto.home");
  }

  @Test
  void whatIsUnpackedOnceServesEveryDataFolder() throws Exception {
    var first = new Binaries(one).postgres().resolve("bin/postgres");
    var second = new Binaries(other).postgres().resolve("bin/postgres");

    assertThat(second).startsWith(other).isExecutable();
    assertThat(inode(second)).isEqualTo(inode(first));
    assertThat(Command.run(List.of(second.toString(), "--version")).succeeded()).isTrue();
  }

  @Test
  void aDataFolderKeepsItsProgramsWhenTheLauncherIsBuiltAnew() throws Exception {
    var redis = new Binaries(one).redis();

    OwnerOnly.delete(home.resolve("infra/target"));

    assertThat(redis).isExecutable();
    assertThat(new Binaries(one).redis()).isEqualTo(redis);
  }

  @Test
  void whereNothingMayBeWrittenBesideTheLauncherTheyAreUnpackedIntoTheDataFolder()
      throws Exception {
    System.setProperty("pronto.home", home.resolve("nowhere").toString());

    assertThat(new Binaries(one).redis()).startsWith(one).isExecutable();
  }

  private static Object inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
