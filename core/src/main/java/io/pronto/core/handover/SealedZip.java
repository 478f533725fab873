package io.pronto.core.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;

/**
 * A ZIP archive of files that are sealed by AES-256 (WinZip's AE-2), which common programs open by
 * the passphrase. The names of the files are clear, and must tell nothing of anybody.
 */
public final class SealedZip implements AutoCloseable {
  private final ZipOutputStream zip;

  /** Writes to {@code out}, as it goes. */
  public SealedZip(OutputStream out, String passphrase) throws IOException {
    zip = new ZipOutputStream(out, passphrase.toCharArray(), UTF_8);
  }

  /** Adds a text file. */
  public void text(String name, String content) throws IOException {
    try (var entry = entry(name)) {
      entry.write(content.getBytes(UTF_8));
    }
  }

  /**
   * Begins a file, which ends when it is closed; only then the next can begin.
   *
   * @param name with {@code /} between folders
   */
  public OutputStream entry(String name) throws IOException {
    var parameters = new ZipParameters();
    parameters.setFileNameInZip(name);
    parameters.setEncryptFiles(true);
    parameters.setEncryptionMethod(EncryptionMethod.AES);
    parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
    zip.putNextEntry(parameters);
    return new FilterOutputStream(zip) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        zip.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        zip.closeEntry();
      }
    };
  }

  /** Ends the archive, which does not open without its end, and closes what it is written to. */
  @Override
  public void close() throws IOException {
    zip.close();
  }
}
