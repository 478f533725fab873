package io.pronto.core.backup;

import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journal of what was erased, and of what binds whoever uses and deletes data, in a folder
 * beside the backups: sealed files that are numbered without a gap, each written once and whole,
 * and one that says how far the journal reaches.
 */
public final class ErasureFiles {
  private static final String REACH = "reach.sealed";

  /** How long they are kept at least, whatever backups there are; the database notes as long. */
  static final Duration KEPT = Duration.ofDays(40);

  private static final Pattern NAME = Pattern.compile("(\\d{12})\\.sealed");

  private final Path folder;
  private final BackupSeal seal;
  private final Presence around;

  /**
   * Those in {@code folder}, which is made with the first one; the folder that it is in never is.
   */
  public ErasureFiles(Path folder, BackupSeal seal) {
    this(folder, seal, () -> {});
  }

  /**
   * The same.
   *
   * @param around whether the folder that it is in is there: while it is not, nothing is written
   */
  public ErasureFiles(Path folder, BackupSeal seal, Presence around) {
    this.folder = folder;
    this.seal = seal;
    this.around = around;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Whether there is no journal at all. */
  public boolean isMissing() throws IOException {
    return !Files.exists(folder.resolve(REACH)) && numbers().isEmpty();
  }

  /**
   * How far the journal reaches; empty where nothing says so.
   *
   * @throws BrokenSeal when that was changed
   */
  public Optional<JournalReach> reach() throws IOException {
    var file = folder.resolve(REACH);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(JournalReach.of(new JsonObject(read(file, REACH))));
  }

  /** Says how far it reaches from now on. */
  void reach(JournalReach reach) throws IOException {
    write(
        REACH,
        reach.at(),
        reach.json().toBuffer(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Adds the file with that number.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one: it stays as it is
   */
  void add(long number, Instant at, List<JournalEntry> entries) throws IOException {
    var all = new JsonArray();
    entries.forEach(entry -> all.add(entry.json()));
    write(name(number), at, all.toBuffer());
  }

  /**
   * What is in the file with that number.
   *
   * @throws BrokenSeal when it was changed
   * @throws java.nio.file.NoSuchFileException when it is missing
   */
  List<JournalEntry> entries(long number) throws IOException {
    var name = name(number);
    try {
      return new JsonArray(read(folder.resolve(name), name))
          .stream().map(JsonObject.class::cast).map(JournalEntry::of).toList();
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new BrokenSeal("%s: %s".formatted(folder.resolve(name), e.getMessage()));
    }
  }

  /** The numbers of the files that there are, from the first. */
  List<Long> numbers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(match -> Long.parseLong(match.group(1)))
          .sorted()
          .toList();
    }
  }

  /** The number of the first file that there is; 1 where there is none. */
  public long first() throws IOException {
    var numbers = numbers();
    return numbers.isEmpty() ? 1 : numbers.getFirst();
  }

  /**
   * The number of the last file of whose content {@code backup} has the effect, so that a restore
   * of it begins with the next; 0 where it needs all.
   *
   * @throws BrokenSeal when what says how far the journal reaches was changed
   */
  public long last(BackupManifest backup) throws IOException {
    boolean ofAnother =
        reach().filter(it -> backup.moment().isBefore(it.start().numbers())).isPresent();
    return ofAnother ? 0 : backup.journal();
  }

  /**
   * Since when whatever was erased is in the files that are there.
   *
   * @throws BrokenSeal when what says how far the journal reaches, or the first file, was changed
   */
  public Instant wholeSince() throws IOException {
    var reach = reach();
    var numbers = numbers();
    var told = reach.map(it -> it.start().content()).orElse(Instant.EPOCH);
    Instant first;
    if (numbers.isEmpty()) { // removed before the last one was kept, or nothing was erased yet
      first = reach.filter(it -> it.last() > 0).map(it -> it.at().minus(KEPT)).orElse(told);
    } else {
      first = numbers.getFirst() > 1 ? BackupSeal.at(file(numbers.getFirst())) : told;
    }
    return first.isAfter(told) ? first : told;
  }

  /**
   * Removes the files from before {@code time} whose numbers are up to {@code needless}, but for
   * the last one, which tells since when there is no other.
   */
  void remove(Instant time, long needless) throws IOException {
    var numbers = numbers();
    for (var number : numbers.subList(0, Math.max(0, numbers.size() - 1))) {
      if (number > needless || !BackupSeal.at(file(number)).isBefore(time)) {
        return;
      }
      Files.deleteIfExists(file(number));
    }
  }

  /** Puts the journal away under another name: what follows is another one. */
  public void putAway(Instant now) throws IOException {
    if (Files.exists(folder)) {
      var name = "%s.given-up-%d".formatted(folder.getFileName(), now.toEpochMilli());
      Files.move(folder, folder.resolveSibling(name));
    }
  }

  private Buffer read(Path file, String name) throws IOException {
    try (var in = seal.open(file, "erasures/" + name)) {
      return Buffer.buffer(in.readAllBytes());
    }
  }

  private void write(String name, Instant at, Buffer content, CopyOption... how)
      throws IOException {
    var parent = folder.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) { // its disk may be away: another journal would begin under it
      throw new IOException("%s is not there: make it, or mount its disk".formatted(parent));
    }
    around.require();
    var draft = folder.resolve('.' + name + ".part");
    Files.deleteIfExists(draft);
    try {
      try (var out = seal.seal(draft, "erasures/" + name, at)) {
        out.write(content.getBytes());
      }
      Files.move(draft, folder.resolve(name), how);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (var settled = FileChannel.open(folder, StandardOpenOption.READ)) {
      settled.force(true);
    }
  }

  private Path file(long number) {
    return folder.resolve(name(number));
  }

  private static String name(long number) {
    return "%012d.sealed".formatted(number);
  }
}
