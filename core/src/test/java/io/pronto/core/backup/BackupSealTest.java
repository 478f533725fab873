package io.pronto.core.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.WrongMasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupSealTest {
  private static final Instant AT = Instant.parse("2026-11-30T05:52:00Z");

  @TempDir Path folder;
  private final BackupSeal seal = new BackupSeal(MasterKey.of(MasterKey.generate()));

  @Test
  void whatWasSealedIsReadAgainAndIsNowhereInTheClear() throws Exception {
    var content = "+33123456789 ".repeat(20_000).getBytes(UTF_8);
    var file = sealed(content);

    try (var in = seal.open(file, "one")) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("+33123456789");
    assertThat(BackupSeal.at(file)).isEqualTo(AT);
  }

  @Test
  void aChangedByteIsFoundWhereverItIs() throws Exception {
    var file = sealed(new byte[200_000]);
    var whole = Files.readAllBytes(file);

    for (int at = 0; at < whole.length; at += 9_973) {
      var changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      assertThatThrownBy(() -> read(file, "one"))
          .as("byte %d", at)
          .isInstanceOfAny(BrokenSeal.class, WrongMasterKey.class);
    }
  }

  @Test
  void whatIsCutOffAndWhatIsAnothersIsRefused() throws Exception {
    var file = sealed(new byte[200_000]);
    assertThatThrownBy(() -> read(file, "two")).isInstanceOf(BrokenSeal.class);

    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 150_000));

    assertThatThrownBy(() -> read(file, "one")).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void anotherMasterKeyOpensNothing() throws Exception {
    var file = sealed(new byte[10]);
    var other = new BackupSeal(MasterKey.of(MasterKey.generate()));

    assertThatThrownBy(() -> other.open(file, "one"))
        .isInstanceOf(WrongMasterKey.class)
        .hasMessageContaining("secrets.key");
  }

  private Path sealed(byte[] content) throws IOException {
    var file = folder.resolve("file.sealed");
    try (var out = seal.seal(file, "one", AT)) {
      out.write(content);
    }
    return file;
  }

  private byte[] read(Path file, String name) throws IOException {
    try (var in = seal.open(file, name)) {
      return in.readAllBytes();
    }
  }
}
