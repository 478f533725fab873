package io.pronto.core.handover;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;

/** An archive that {@link SealedZip} has made, opened; each of its files is read as it goes. */
public final class OpenedZip implements AutoCloseable {
  private final ZipFile zip;

  /** Opens {@code file} by its passphrase, which is tried with the first file that is read. */
  public OpenedZip(Path file, char[] passphrase) {
    zip = new ZipFile(file.toFile(), passphrase);
  }

  /** The passphrase does not open it. */
  public static final class WrongPassphrase extends IOException {
    private static final long serialVersionUID = 1L;

    WrongPassphrase(Throwable cause) {
      super("The passphrase does not open the archive", cause);
    }
  }

  /** The names of all files in it. */
  public List<String> names() throws IOException {
    return zip.getFileHeaders().stream().map(FileHeader::getFileName).toList();
  }

  /**
   * The content of a file; the caller closes it. Empty where there is none of that name.
   *
   * @throws WrongPassphrase when it is sealed by another
   * @throws IOException when the archive is none, was changed or is cut off
   */
  public Optional<InputStream> content(String name) throws IOException {
    var header = zip.getFileHeader(name);
    if (header == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(zip.getInputStream(header));
    } catch (ZipException e) {
      throw e.getType() == ZipException.Type.WRONG_PASSWORD ? new WrongPassphrase(e) : e;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
