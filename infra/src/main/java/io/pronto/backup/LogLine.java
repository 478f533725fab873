package io.pronto.backup;

import io.pronto.core.backup.BackupSeal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The segments of one continuous backup, as a restore finds them. */
final class LogLine {
  private static final String SEALED = ".sealed";
  private static final int BLOCK = 1 << 13;

  private final Path folder;
  private final String name;
  private final BackupSeal seal;

  LogLine(BackupPlace place, String name, BackupSeal seal) {
    this.folder = place.log().resolve(name);
    this.name = name;
    this.seal = seal;
  }

  /**
   * Those that follow {@code last}, without a gap.
   *
   * @param gap the first that is missing between others
   */
  record Following(List<Segment> segments, Optional<Segment> gap) {}

  Following following(Segment last) throws IOException {
    var all = segments().stream().filter(each -> each.number() > last.number()).toList();
    int whole = 0;
    while (whole < all.size() && all.get(whole).number() == last.number() + 1 + whole) {
      whole++;
    }
    return new Following(
        all.subList(0, whole),
        whole == all.size()
            ? Optional.empty()
            : Optional.of(new Segment(last.timeline(), last.number() + 1 + whole)));
  }

  private List<Segment> segments() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(file -> file.matches("[0-9A-F]{24}\\.sealed"))
          .sorted()
          .map(file -> Segment.of(file.substring(0, file.length() - SEALED.length())))
          .toList();
    }
  }

  /** Until when all that was committed is in what goes to the end of {@code segment}. */
  Instant reachesTo(Segment segment) throws IOException {
    return BackupSeal.at(file(segment));
  }

  /** Opens {@code segment} into {@code folder}; where it is empty, no room is taken. */
  void open(Segment segment, Path into) throws IOException {
    try (var in =
            new GzipCompressorInputStream(
                seal.open(file(segment), LogFollower.sealedAs(name, segment)));
        var out =
            FileChannel.open(
                into.resolve(segment.name()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
      sparse(in, out);
    }
  }

  private static void sparse(InputStream in, FileChannel out) throws IOException {
    long at = 0;
    while (true) {
      var block = in.readNBytes(BLOCK);
      if (block.length == 0) {
        break;
      }
      if (!isEmpty(block)) {
        var bytes = ByteBuffer.wrap(block);
        while (bytes.hasRemaining()) {
          out.write(bytes, at + bytes.position());
        }
      }
      at += block.length;
    }
    if (out.size() < at) { // it ends with nothing: its length is all the same what it was
      out.write(ByteBuffer.allocate(1), at - 1);
    }
  }

  private static boolean isEmpty(byte[] block) {
    for (byte each : block) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** Deletes those that come before {@code first}, which no backup begins with. */
  long removeBefore(Segment first) throws IOException {
    long removed = 0;
    for (var each : segments()) {
      if (each.number() < first.number()) {
        Files.deleteIfExists(file(each));
        removed++;
      }
    }
    return removed;
  }

  private Path file(Segment segment) {
    return folder.resolve(segment.name() + SEALED);
  }
}
