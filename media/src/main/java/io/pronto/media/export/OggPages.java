package io.pronto.media.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** The pages of one Ogg stream (RFC 3533, section 6). No packet lies on two of them. */
final class OggPages {
  private static final int SEGMENT = 255;
  private static final int MOST_SEGMENTS = 255;
  private static final int HEAD = 27;
  private static final int CRC_AT = 22;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  private final OutputStream out;
  private final int serial = ThreadLocalRandom.current().nextInt();
  private final ByteArrayOutputStream segments = new ByteArrayOutputStream();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int sequence;
  private long granule;

  OggPages(OutputStream out) {
    this.out = out;
  }

  /** Adds {@code packet}, with which the stream has come to {@code position}. */
  void add(byte[] packet, long position) throws IOException {
    if (segments.size() + packet.length / SEGMENT + 1 > MOST_SEGMENTS) {
      flush();
    }
    for (int left = packet.length; left >= SEGMENT; left -= SEGMENT) {
      segments.write(SEGMENT);
    }
    segments.write(packet.length % SEGMENT);
    body.write(packet);
    granule = position;
  }

  /** Writes the last page, with which the stream ends at {@code position}. */
  void end(long position) throws IOException {
    granule = position;
    write(true);
  }

  /** Writes what there is as a page. */
  void flush() throws IOException {
    if (segments.size() > 0) {
      write(false);
    }
  }

  private void write(boolean last) throws IOException {
    int flags = (sequence == 0 ? FIRST : 0) | (last ? LAST : 0);
    var page =
        ByteBuffer.allocate(HEAD + segments.size() + body.size()).order(ByteOrder.LITTLE_ENDIAN);
    page.put(new byte[] {'O', 'g', 'g', 'S', 0, (byte) flags}).putLong(granule).putInt(serial);
    page.putInt(sequence++).putInt(0).put((byte) segments.size());
    page.put(segments.toByteArray()).put(body.toByteArray());
    page.putInt(CRC_AT, Crc.thirtyTwo(page.array(), page.capacity()));
    out.write(page.array());
    segments.reset();
    body.reset();
  }
}
