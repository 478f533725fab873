package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceMarkTest {
  @TempDir Path home;
  private Path data;
  private Path to;
  private PlaceMark mark;

  @BeforeEach
  void aPlaceThatWasUsed() throws Exception {
    data = Files.createDirectory(home.resolve("data"));
    to = Files.createDirectory(home.resolve("to"));
    mark = new PlaceMark(new BackupPlace(to), data);
    mark.require();
  }

  @Test
  void theMountPointOfADiskThatIsNotMountedIsNotTakenForIt() throws Exception {
    var disk = Files.move(to, home.resolve("disk"));
    Files.createDirectory(to);

    assertThatThrownBy(mark::refuseAway)
        .isInstanceOf(BackupFailed.class)
        .hasMessage(
            "%s is not the folder that backups went to: mount its disk, or, if another is to take"
                + " its place, delete %s and restart",
            to, data.resolve("backups.known"));
    assertThat(PlaceMark.isWhereItWas(new BackupPlace(to), data)).isFalse();
    assertThat(to).isEmptyDirectory();

    Files.delete(to);
    Files.move(disk, to);
    assertThatCode(mark::refuseAway).doesNotThrowAnyException();
    assertThat(PlaceMark.isWhereItWas(new BackupPlace(to), data)).isTrue();
  }

  @Test
  void theDiskOfAnotherServerIsNotTakenForIt() throws Exception {
    var other = Files.createDirectory(home.resolve("other"));
    Files.move(to, home.resolve("disk"));
    Files.createDirectory(to);
    new PlaceMark(new BackupPlace(to), other).require();

    assertThat(mark.isThere()).isFalse();
  }

  @Test
  void anotherDiskTakesItsPlaceOnceItIsForgotten() throws Exception {
    Files.move(to, home.resolve("disk"));
    Files.createDirectory(to);
    Files.delete(data.resolve("backups.known"));

    assertThat(mark.isThere()).isTrue();
    assertThat(mark.isThere()).isTrue();
  }

  @Test
  void anotherFolderIsUsedWhenTheSettingNamesIt() throws Exception {
    var next = new BackupPlace(Files.createDirectory(home.resolve("next")));

    assertThat(new PlaceMark(next, data).isThere()).isTrue();
  }

  @Test
  void whatWasRestoredElsewhereGoesOnInTheSamePlace() throws Exception {
    var restored = Files.createDirectory(home.resolve("restored"));

    assertThat(new PlaceMark(new BackupPlace(to), restored).isThere()).isTrue();

    assertThat(mark.isThere()).isTrue();
  }
}
