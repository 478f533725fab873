package io.pronto.media.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * FLAC (RFC 9639): blocks of 4,096 samples, each channel by itself, as a constant, by one of the
 * fixed predictors (section 9.2.5), or as it is.
 */
public final class FlacFile implements SoundFile {
  private static final int BLOCK = 4096;
  private static final int BITS = 16;
  private static final int MOST_ORDER = 4;
  private static final String MAKER = "Pronto";

  private final OutputStream out;
  private final int channels;
  private final int rate;
  private final short[] block;
  private final int[] samples = new int[BLOCK];
  private final int[][] residuals = new int[MOST_ORDER + 1][BLOCK];
  private final Rice rice = new Rice();
  private final BitWriter bits = new BitWriter();
  private int filled;
  private int frames;
  private boolean closed;

  /**
   * Begins a file.
   *
   * @param rate samples per second: 8,000, 16,000 or 48,000
   * @param channels 1 or 2
   * @param total samples of each channel that there will be
   * @param comment what is said of it to whoever looks
   */
  public FlacFile(OutputStream out, int rate, int channels, long total, String comment)
      throws IOException {
    this.out = out;
    this.rate = rate;
    this.channels = channels;
    this.block = new short[BLOCK * channels];
    out.write(new byte[] {'f', 'L', 'a', 'C'});
    writeStreamInfo(total);
    writeComment(comment);
  }

  @Override
  public void add(short[] given, int count) throws IOException {
    int from = 0;
    while (from < count) {
      int taken = Math.min(count - from, BLOCK - filled);
      System.arraycopy(given, from * channels, block, filled * channels, taken * channels);
      filled += taken;
      from += taken;
      if (filled == BLOCK) {
        writeFrame();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      if (filled > 0) {
        writeFrame();
      }
    }
  }

  /** Section 8.2; sizes of frames and the hash are not known yet, and said to be so by zeros. */
  private void writeStreamInfo(long total) throws IOException {
    var info = ByteBuffer.allocate(38);
    info.putInt(34); // type 0, not the last
    info.putShort((short) BLOCK).putShort((short) BLOCK);
    info.position(14);
    info.putLong((long) rate << 44 | (channels - 1L) << 41 | (BITS - 1L) << 36 | total);
    out.write(info.array());
  }

  /** Section 8.6: Vorbis' comments, little-endian. */
  private void writeComment(String comment) throws IOException {
    var maker = MAKER.getBytes(StandardCharsets.UTF_8);
    var text = ("DESCRIPTION=" + comment).getBytes(StandardCharsets.UTF_8);
    var body = ByteBuffer.allocate(12 + maker.length + text.length).order(ByteOrder.LITTLE_ENDIAN);
    body.putInt(maker.length).put(maker).putInt(1).putInt(text.length).put(text);
    var head = ByteBuffer.allocate(4).putInt(0x84 << 24 | body.capacity()); // type 4, the last
    out.write(head.array());
    out.write(body.array());
  }

  private void writeFrame() throws IOException {
    bits.clear();
    writeHeader();
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < filled; i++) {
        samples[i] = block[i * channels + channel];
      }
      writeSubframe();
    }
    bits.align();
    int crc = Crc.sixteen(bits.bytes(), bits.length());
    bits.put(crc, 16);
    out.write(bits.bytes(), 0, bits.length());
    frames++;
    filled = 0;
  }

  /** Section 9.1: sync code, sizes, the frame's number, and a CRC over them. */
  private void writeHeader() {
    bits.put(0b11_1111_1111_1110, 14);
    bits.put(0, 2);
    bits.put(filled == BLOCK ? 0b1100 : 0b0111, 4);
    bits.put(rateCode(), 4);
    bits.put(channels - 1, 4);
    bits.put(0b100, 3);
    bits.put(0, 1);
    for (byte part : number(frames)) {
      bits.put(part, 8);
    }
    if (filled != BLOCK) {
      bits.put(filled - 1, 16);
    }
    bits.put(Crc.eight(bits.bytes(), bits.length()), 8);
  }

  private int rateCode() {
    return switch (rate) {
      case 8_000 -> 0b0100;
      case 16_000 -> 0b0101;
      case 48_000 -> 0b1010;
      default -> 0;
    };
  }

  /** As UTF-8 writes characters, up to 31 bits (section 9.1.5). */
  private static byte[] number(int value) {
    if (value < 0x80) {
      return new byte[] {(byte) value};
    }
    int more = 1;
    while (value >>> (6 * more) >= 1 << (6 - more)) {
      more++;
    }
    var coded = new ByteArrayOutputStream();
    coded.write(0xFF << (7 - more) | value >>> (6 * more));
    for (int i = more - 1; i >= 0; i--) {
      coded.write(0x80 | value >>> (6 * i) & 0x3F);
    }
    return coded.toByteArray();
  }

  private void writeSubframe() {
    if (isConstant()) {
      bits.put(0, 8);
      bits.put(samples[0], BITS);
      return;
    }
    predict();
    int best = -1;
    long least = (long) BITS * filled;
    for (int order = 0; order <= Math.min(MOST_ORDER, filled - 1); order++) {
      long cost = (long) BITS * order + rice.plan(residuals[order], filled, order);
      if (cost < least) {
        least = cost;
        best = order;
      }
    }
    if (best < 0) {
      bits.put(1 << 1, 8);
      for (int i = 0; i < filled; i++) {
        bits.put(samples[i], BITS);
      }
      return;
    }
    bits.put((0b001000 | best) << 1, 8);
    for (int i = 0; i < best; i++) {
      bits.put(samples[i], BITS);
    }
    rice.plan(residuals[best], filled, best);
    rice.write(residuals[best], filled, best, bits);
  }

  private boolean isConstant() {
    for (int i = 1; i < filled; i++) {
      if (samples[i] != samples[0]) {
        return false;
      }
    }
    return true;
  }

  /** Each order's residual is the difference of neighbours in the one before. */
  private void predict() {
    System.arraycopy(samples, 0, residuals[0], 0, filled);
    for (int order = 1; order <= MOST_ORDER; order++) {
      for (int i = order; i < filled; i++) {
        residuals[order][i] = residuals[order - 1][i] - residuals[order - 1][i - 1];
      }
    }
  }
}
