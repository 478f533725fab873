package io.pronto;

import io.pronto.backup.Restore;
import io.pronto.log.Logs;
import io.pronto.server.Erasing;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code restore}: back to what a backup has, but for what was erased since. */
@Command(
    name = "restore",
    description = {
      "Restores the newest that a folder of backups has, or a time, into an empty data folder;"
          + " then erases again what was erased since, before any server opens it.",
      "secrets.key must be set, or lie in the data folder. Broken off, it goes on when it is run"
          + " again. Look at the result by ./pronto verify."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      required = true,
      description = "The folder of backups.")
  private Path from;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "The time to go back to, such as 2026-11-30T05:52:00Z; else the newest.")
  private String at;

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      description = "The data folder; without it the setting data.")
  private Path into;

  @Option(names = "--over", description = "Puts aside what is in the data folder.")
  private boolean over;

  @Option(
      names = "--journal",
      paramLabel = "FOLDER",
      description = "The journal of erasures, where it is not in the folder of backups.")
  private Path journal;

  @Option(
      names = "--without-journal",
      description = "Restores though what was erased since the backup is then there again.")
  private boolean withoutJournal;

  @Option(
      names = "--replay-only",
      description = "Only erases again: the database was restored by other means.")
  private boolean replayOnly;

  @Override
  public Integer call() throws Exception {
    Logs.text();
    var read = config.settings();
    var settings = into == null ? read : read.into(into.toAbsolutePath().normalize());
    var master = MasterKeys.of(settings);
    if (master.isEmpty()) {
      return refuse(
          "secrets.key is needed: set it, or put the copy that was kept apart into %s"
              .formatted(settings.data().resolve("secrets.key")));
    }
    Optional<Instant> time;
    try {
      time = Optional.ofNullable(at).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return refuse("--at: \"%s\" is no time such as 2026-11-30T05:52:00Z".formatted(at));
    }
    new Restore(
            settings,
            new Restore.Wanted(
                from.toAbsolutePath().normalize(),
                time,
                Optional.ofNullable(journal),
                withoutJournal,
                over,
                replayOnly),
            master.get(),
            Erasing::again,
            this::out)
        .run();
    return 0;
  }

  private void out(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }
}
