package io.pronto.media.export;

/** The checksums of FLAC (RFC 9639, section 9) and Ogg (RFC 3533, section 6): none is reflected. */
final class Crc {
  private static final int[] EIGHT = table(8, 0x07);
  private static final int[] SIXTEEN = table(16, 0x8005);
  private static final int[] THIRTY_TWO = table(32, 0x04C1_1DB7);

  private Crc() {}

  static int eight(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc = EIGHT[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  static int sixteen(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc = (crc << 8 ^ SIXTEEN[(crc >>> 8 ^ bytes[i]) & 0xFF]) & 0xFFFF;
    }
    return crc;
  }

  static int thirtyTwo(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc = crc << 8 ^ THIRTY_TWO[(crc >>> 24 ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  private static int[] table(int width, int polynomial) {
    var table = new int[256];
    int top = 1 << (width - 1);
    int mask = width == 32 ? -1 : (1 << width) - 1;
    for (int i = 0; i < table.length; i++) {
      int crc = i << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & top) != 0 ? crc << 1 ^ polynomial : crc << 1;
      }
      table[i] = crc & mask;
    }
    return table;
  }
}
