package io.pronto.media.export;

import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opus in Ogg (RFC 7845). Two channels are two streams that know nothing of each other (channel
 * mapping family 1, section 5.1.1.2), so that neither party is heard in the other's.
 */
public final class OggOpusFile implements SoundFile {
  /** The granule position counts 48 kHz, whatever is in the file (section 4). */
  private static final int CLOCK = 48_000;

  /** What the encoder needs to look ahead: 6.5 ms (opus_encoder.c, OPUS_GET_LOOKAHEAD). */
  private static final int PRE_SKIP = CLOCK * 13 / 2_000;

  private static final int PER_SECOND = 50;
  private static final String MAKER = "Pronto";

  private final OggPages pages;
  private final int rate;
  private final int channels;
  private final List<AudioEncoder> encoders;
  private final short[][] frame;
  private final byte[] coded = new byte[AudioEncoder.MOST_BYTES];
  private final byte[] packet;
  private int filled;
  private long packets;
  private long total;
  private boolean closed;

  /**
   * Begins a file.
   *
   * @param rate samples per second: 8,000, 16,000 or 48,000
   * @param channels 1 or 2
   * @param comment what is said of it to whoever looks
   */
  public OggOpusFile(OutputStream out, int rate, int channels, String comment) throws IOException {
    this.rate = rate;
    this.channels = channels;
    this.packet = new byte[channels * (AudioEncoder.MOST_BYTES + 2)];
    this.frame = new short[channels][rate / PER_SECOND];
    this.encoders = Stream.generate(() -> Codec.OPUS.encoder(rate, "")).limit(channels).toList();
    this.pages = new OggPages(out);
    pages.add(head(), 0);
    pages.flush();
    pages.add(tags(comment), 0);
    pages.flush();
  }

  /** Whether this machine can. */
  public static boolean isAvailable() {
    return Codec.OPUS.isAvailable();
  }

  @Override
  public void add(short[] samples, int count) throws IOException {
    total += count;
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < channels; channel++) {
        frame[channel][filled] = samples[i * channels + channel];
      }
      if (++filled == frame[0].length) {
        encode();
      }
    }
  }

  /** The end is marked by a granule position that cuts off what fills the last packet. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      long end = PRE_SKIP + total * (CLOCK / rate);
      while (packets * (CLOCK / PER_SECOND) < end) {
        for (var channel : frame) {
          Arrays.fill(channel, filled, channel.length, (short) 0);
        }
        encode();
      }
      pages.end(end);
    } finally {
      encoders.forEach(AudioEncoder::close);
    }
  }

  private void encode() throws IOException {
    int length = 0;
    for (int channel = 0; channel < channels; channel++) {
      int bytes = encoders.get(channel).encode(frame[channel], 0, frame[channel].length, coded, 0);
      if (bytes < 1 || (coded[0] & 3) != 0) {
        throw new IOException("The encoder has made no packet of one frame");
      }
      length = append(length, bytes, channel < channels - 1);
    }
    filled = 0;
    if (packets % PER_SECOND == 0) { // the last page must hold a packet that can be cut
      pages.flush();
    }
    packets++;
    pages.add(Arrays.copyOf(packet, length), packets * (CLOCK / PER_SECOND));
  }

  /** All streams but the last say how long they are (RFC 6716, appendix B). */
  private int append(int at, int bytes, boolean delimited) {
    int to = at;
    packet[to++] = coded[0];
    if (delimited) {
      int size = bytes - 1;
      if (size < 252) {
        packet[to++] = (byte) size;
      } else { // RFC 6716, section 3.2.1
        int low = 252 + (size & 3);
        packet[to++] = (byte) low;
        packet[to++] = (byte) ((size - low) / 4);
      }
    }
    System.arraycopy(coded, 1, packet, to, bytes - 1);
    return to + bytes - 1;
  }

  /** Section 5.1. */
  private byte[] head() {
    boolean two = channels > 1;
    var head = ByteBuffer.allocate(two ? 23 : 19).order(ByteOrder.LITTLE_ENDIAN);
    head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) channels);
    head.putShort((short) PRE_SKIP).putInt(rate).putShort((short) 0).put((byte) (two ? 1 : 0));
    if (two) {
      head.put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 1);
    }
    return head.array();
  }

  /** Section 5.2. */
  private static byte[] tags(String comment) {
    var maker = MAKER.getBytes(StandardCharsets.UTF_8);
    var text = ("DESCRIPTION=" + comment).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(20 + maker.length + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("OpusTags".getBytes(StandardCharsets.US_ASCII))
        .putInt(maker.length)
        .put(maker)
        .putInt(1)
        .putInt(text.length)
        .put(text)
        .array();
  }
}
