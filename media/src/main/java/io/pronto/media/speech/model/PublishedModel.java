package io.pronto.media.speech.model;

/**
 * A model that can be fetched, as {@code NAME.zip}.
 *
 * @param language ISO 639-1
 * @param name the archive's name without {@code .zip}
 * @param bytes the archive's length
 * @param sha256 the archive's SHA-256, 64 lower-case hexadecimal digits
 */
public record PublishedModel(String language, String name, long bytes, String sha256) {
  /** Checks the shape of the checksum and of the language's code. */
  public PublishedModel {
    Languages.checked(language);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("Not a SHA-256 in hexadecimal: " + sha256);
    }
  }
}
