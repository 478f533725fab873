package io.pronto.media.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Copies of packets on their way from one media loop to the thread that records: one producer, one
 * consumer, no lock, no allocation. When the consumer lags, packets are dropped and counted; the
 * loop never waits.
 *
 * <p>A frame is an {@code int} length, an {@code int} tap, a {@code long} arrival time and the
 * packet, padded to 8 bytes. In place of the length, -1 sends the reader back to the start of the
 * ring, and -2 says that packets were dropped between the frame before and the one after.
 */
public final class TapRing {
  /** Receives what has been tapped. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one packet.
     *
     * @param tap the number given to {@link Forwarder#tap}
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime}
     * @param packet the RTP packet as received, between position and limit; valid until the return
     */
    void packet(int tap, long arrivalNanos, ByteBuffer packet);

    /** Hears that packets were dropped between the one before and the one after. */
    default void missed() {}
  }

  private static final int HEADER = 16;
  private static final int WRAP = -1;
  private static final int MISSED = -2;
  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      var lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(TapRing.class, "written", long.class);
      READ = lookup.findVarHandle(TapRing.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBuffer ring;
  private final ByteBuffer view;
  private final int mask;
  private final Tally dropped = new Tally();
  private boolean missing;
  private volatile long written;
  private volatile long read;

  /** Makes a ring of {@code capacity} bytes, a power of two. */
  public TapRing(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity < 4096) {
      throw new IllegalArgumentException(capacity + " is not a power of two of 4096 or more");
    }
    ring = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    view = ring.duplicate().order(ByteOrder.BIG_ENDIAN);
    mask = capacity - 1;
  }

  /**
   * Copies {@code packet} from its position to its limit, both left as they are; returns false and
   * counts when there is no room. For the loop's thread only.
   */
  public boolean offer(int tap, long arrivalNanos, ByteBuffer packet) {
    int length = packet.remaining();
    int frame = frame(length);
    long at = (long) WRITTEN.get(this);
    int notice = missing ? HEADER : 0;
    int index = (int) (at + notice) & mask;
    int untilEnd = ring.capacity() - index;
    int skipped = frame <= untilEnd ? 0 : untilEnd;
    if (at + notice + skipped + frame - (long) READ.getAcquire(this) > ring.capacity()) {
      dropped.add(1);
      missing = true;
      return false;
    }
    if (missing) {
      ring.putInt((int) at & mask, MISSED);
      missing = false;
    }
    if (skipped > 0) {
      ring.putInt(index, WRAP);
      index = 0;
    }
    ring.putInt(index, length).putInt(index + 4, tap).putLong(index + 8, arrivalNanos);
    ring.put(index + HEADER, packet, packet.position(), length);
    WRITTEN.setRelease(this, at + notice + skipped + frame);
    return true;
  }

  /** Where what has been tapped so far ends. */
  public long end() {
    return (long) WRITTEN.getAcquire(this);
  }

  /**
   * Hands everything tapped so far to {@code reader} and returns how many packets that were. For
   * the recording thread only.
   */
  public int drain(Reader reader) {
    return drain(end(), reader);
  }

  /**
   * Does so with what had been tapped when {@link #end} said {@code end}. What {@code reader}
   * throws is thrown on, and the packet over which it did so is not handed over again.
   */
  public int drain(long end, Reader reader) {
    long at = (long) READ.get(this);
    int packets = 0;
    while (at < end) {
      int index = (int) at & mask;
      int length = ring.getInt(index);
      if (length == WRAP) {
        at += ring.capacity() - index;
      } else if (length == MISSED) {
        reader.missed();
        at += HEADER;
      } else {
        view.limit(index + HEADER + length).position(index + HEADER);
        at += frame(length);
        packets++;
        try {
          reader.packet(ring.getInt(index + 4), ring.getLong(index + 8), view);
        } finally {
          READ.setRelease(this, at);
        }
      }
      READ.setRelease(this, at);
    }
    return packets;
  }

  /** How many packets found no room. */
  public long dropped() {
    return dropped.get();
  }

  private static int frame(int length) {
    return HEADER + length + 7 & -8;
  }
}
