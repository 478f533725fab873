package io.pronto.core.manifest;

/**
 * The evidence that is kept of what the parties of a recording were told is not that which its file
 * was begun with, or does not show that they were told: nobody hears it as long as that is so.
 */
public final class EvidenceDiffers extends RuntimeException {
  /** Says what is wrong, in a sentence that customers may read. */
  public EvidenceDiffers(String message) {
    super(message);
  }
}
