package io.pronto.check;

import io.pronto.backup.BackupPlace;
import io.pronto.backup.PlaceMark;
import io.pronto.backup.RestoreMarker;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Looks where backups are kept, how old the newest is, and how far the journal of erasures goes.
 */
final class BackupCheck {
  private static final String THING = "backup";

  private BackupCheck() {}

  static Finding of(Settings settings) {
    if (new RestoreMarker(settings.data()).isThere()) {
      return Finding.bad(
          THING, settings.data() + " is being restored: run ./pronto restore again to end that");
    }
    if (settings.backup().isEmpty()) {
      return Finding.poor(THING, "none: set backup.to to a folder on another disk");
    }
    var backup = settings.backup().get();
    var place = new BackupPlace(backup.to());
    try {
      if (!Files.isDirectory(backup.to())) {
        return Finding.poor(
            THING, "backup.to: %s is not there: make it, or mount its disk".formatted(backup.to()));
      }
      if (!Files.isWritable(backup.to())) {
        return Finding.poor(THING, "backup.to: %s cannot be written".formatted(backup.to()));
      }
      if (!PlaceMark.isWhereItWas(place, settings.data())) {
        return Finding.poor(
            THING,
            "backup.to: %s is not the folder that backups went to: mount its disk"
                .formatted(backup.to()));
      }
      var bases = place.bases();
      if (bases.isEmpty()) {
        return Finding.good(THING, "the first is made after the start, in " + backup.to());
      }
      var now = Instant.now();
      var newest = BackupPlace.begun(bases.getLast());
      if (BackupPlace.isToCome(newest, now)) {
        return Finding.poor(
            THING,
            ("the newest in %s, of %s, was named by a clock that was ahead: after the start another"
                    + " is made, and it goes")
                .formatted(backup.to(), newest));
      }
      var age = Duration.between(newest, now);
      var words =
          "%d in %s, the newest %s old; erasures known until %s"
              .formatted(bases.size(), backup.to(), spoken(age), reach(place.erasures()));
      return age.compareTo(backup.every().multipliedBy(2)) > 0
          ? Finding.poor(THING, words + ": why, the log of the server says")
          : Finding.good(THING, words);
    } catch (IOException e) {
      return Finding.poor(THING, "backup.to: %s cannot be used: %s".formatted(backup.to(), e));
    }
  }

  private static String reach(Path erasures) throws IOException {
    var file = erasures.resolve("reach.sealed");
    try {
      return Files.exists(file) ? BackupSeal.at(file).toString() : "never: there is no journal";
    } catch (BrokenSeal broken) {
      return "never: " + broken.getMessage();
    }
  }

  private static String spoken(Duration age) {
    return age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
  }
}
