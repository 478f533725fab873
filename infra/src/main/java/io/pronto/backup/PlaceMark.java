package io.pronto.backup;

import io.pronto.core.Id;
import io.pronto.core.backup.Presence;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which a server knows the folder of its backups again. Where {@code backup.to} is itself the
 * mount point of a disk that is not mounted, an empty folder is there, of the disk that is around
 * it: what is written into it fills that, and is no backup when that one fails. So a file in the
 * folder bears a name, which the data folder knows from the first backup on.
 */
public final class PlaceMark implements Presence {
  private static final Logger LOG = LoggerFactory.getLogger(PlaceMark.class);
  private static final String MARK = ".pronto-backups";
  private static final String KNOWN = "backups.known";

  private final BackupPlace place;
  private final Path mark;
  private final Path data;
  private final Path known;

  /** That in {@code place}, which the data folder {@code data} knows. */
  public PlaceMark(BackupPlace place, Path data) {
    this.place = place;
    this.mark = place.folder().resolve(MARK);
    this.data = data;
    this.known = data.resolve(KNOWN);
  }

  private record Known(String folder, String name) {}

  @Override
  public void require() throws IOException {
    try {
      refuseAway();
    } catch (BackupFailed away) {
      throw new IOException(away.getMessage(), away);
    }
  }

  /**
   * Makes sure that the place is there, and the one that it was; gets to know one that was never
   * used.
   */
  public void refuseAway() throws BackupFailed {
    place.refuseAway();
    try {
      refuseAnother();
    } catch (IOException e) {
      throw BackupFailed.of(place.folder(), e);
    }
  }

  /**
   * Whether {@code place} is the one that {@code data} knows, or it knows none; changes nothing.
   */
  public static boolean isWhereItWas(BackupPlace place, Path data) throws IOException {
    var mark = new PlaceMark(place, data);
    try {
      var before = mark.knownHere();
      return before.isEmpty() || mark.there().equals(before.map(Known::name));
    } catch (BackupFailed damaged) {
      return false;
    }
  }

  /** Whether the place is there, and the one that it was. */
  public boolean isThere() {
    try {
      refuseAway();
      return true;
    } catch (BackupFailed away) {
      return false;
    }
  }

  private void refuseAnother() throws IOException, BackupFailed {
    var before = knownHere();
    if (before.isEmpty()) {
      getToKnow();
    } else if (!there().equals(Optional.of(before.get().name()))) {
      throw new BackupFailed(
          "%s is not the folder that backups went to: mount its disk, or, if another is to take its place, delete %s and restart"
              .formatted(place.folder(), known));
    }
  }

  /** What is known of a place at this folder; another one may be in use now. */
  private Optional<Known> knownHere() throws IOException, BackupFailed {
    if (!Files.exists(known)) {
      return Optional.empty();
    }
    try {
      var json = new JsonObject(Files.readString(known));
      return Optional.of(new Known(json.getString("folder", ""), json.getString("name", "")))
          .filter(it -> it.folder().equals(place.folder().toString()));
    } catch (DecodeException | ClassCastException damaged) {
      throw new BackupFailed("%s is damaged: delete it and restart".formatted(known));
    }
  }

  private Optional<String> there() throws IOException {
    return Files.exists(mark) ? Optional.of(Files.readString(mark).strip()) : Optional.empty();
  }

  /** A place of another data folder, as after a restore, keeps its name. */
  private void getToKnow() throws IOException {
    var found = there().filter(name -> !name.isEmpty());
    var name = found.orElseGet(() -> Id.next("bkp"));
    if (found.isEmpty()) {
      write(mark, name + '\n');
    }
    var json = new JsonObject().put("folder", place.folder().toString()).put("name", name);
    write(known, json.encode() + '\n');
    if (Files.getFileStore(place.folder()).equals(Files.getFileStore(data))) {
      LOG.atWarn()
          .addKeyValue("to", place.folder())
          .log("Backups go to the disk of the data, which both are lost with: is theirs mounted?");
    }
  }

  private static void write(Path file, String text) throws IOException {
    var draft = file.resolveSibling('.' + file.getFileName().toString() + ".part");
    try {
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
    BackupPlace.settle(file.getParent());
  }
}
