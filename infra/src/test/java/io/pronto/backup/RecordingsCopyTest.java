package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsCopyTest {
  private static final String FILE = "org_1/2026-11-30/rec_1.sealed";

  @TempDir Path home;
  private Path data;
  private RecordingsCopy copy;

  @BeforeEach
  void aRecording() throws Exception {
    data = home.resolve("data");
    copy = new RecordingsCopy(data, home.resolve("copy"));
    write("begun");
  }

  @Test
  void aFileIsCopiedOnceAndAgainWhenItHasGrown() throws Exception {
    copy.all();
    Files.writeString(home.resolve("copy").resolve(FILE), "BEGUN"); // of the same size: left alone
    copy.all();
    assertThat(copied()).isEqualTo("BEGUN");

    write("begun and ended");
    copy.since(Instant.now());

    assertThat(copied()).isEqualTo("begun and ended");
  }

  @Test
  void ofADayThatIsOverNothingIsLookedAtAgain() throws Exception {
    var below = data.resolve(FILE).resolveSibling("below/new");
    Files.createDirectories(below.getParent());
    Files.writeString(below, "written now");
    var over = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
    Files.setLastModifiedTime(data.resolve(FILE).getParent(), over);

    assertThat(copy.since(Instant.now())).isZero();
    assertThat(copy.all()).isEqualTo(2);
  }

  @Test
  void whatHasLeftTheDataStaysUntilNoBackupHasItsRow() throws Exception {
    copy.all();
    Files.delete(data.resolve(FILE));
    var gone = Instant.now();

    assertThat(copy.rotate(gone, gone.minus(Duration.ofDays(30)))).isZero();
    assertThat(copied()).isEqualTo("begun");
    assertThat(copy.rotate(gone.plusSeconds(60), gone.plusSeconds(30))).isEqualTo(1);

    assertThat(copy.find(FILE)).isEmpty();
  }

  private void write(String content) throws Exception {
    Files.createDirectories(data.resolve(FILE).getParent());
    Files.writeString(data.resolve(FILE), content);
  }

  private String copied() throws Exception {
    return Files.readString(copy.find(FILE).orElseThrow());
  }
}
