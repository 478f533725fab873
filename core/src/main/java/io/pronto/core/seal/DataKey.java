package io.pronto.core.seal;

/**
 * The key of one recording or other file, never used for a second one.
 *
 * @param key its 32 bytes, to be kept in memory only
 * @param wrapped the same sealed by the key of a month, to be kept apart from what it seals
 */
public record DataKey(byte[] key, byte[] wrapped) {
  @Override
  public String toString() {
    return "DataKey";
  }
}
