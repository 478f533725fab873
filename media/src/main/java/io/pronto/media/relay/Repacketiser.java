package io.pronto.media.relay;

import io.pronto.media.PacketTime;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.media.secure.SrtpProfile;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts what one party says into packets as long as the other wants them, where both speak the same
 * codec and one of a byte for each tick of its clock: G.711 and G.722. Nothing is decoded. It
 * begins when a few packets have come that are not as wanted, and then takes all that comes, for
 * their numbers go on; until then it costs a comparison, and packets pass as they are. What is made
 * is 10 to 60 ms long. Packets of more than {@link HeardPacket#MOST_BYTES} are not cut: it does not
 * begin for them, and once it has begun they are refused.
 *
 * <p>Source and timestamps stay the sender's, and so keys (RFC 4733), noise and RTCP go with them.
 * What a loss or a pause cuts short is sent as it is, in a packet that is shorter. The numbers in
 * the other's reports are ours, not the sender's. For the loop's thread; allocates nothing per
 * packet.
 */
final class Repacketiser implements InOrder.Taker {
  private static final int BYTES_PER_MILLI = 8;
  private static final int MOST_MILLIS = 60;

  /** So many in a row: the last before a pause may be shorter. */
  private static final int BEGINS_AFTER = 3;

  /** What is begun is not kept for longer when nothing more comes. */
  private static final long LONGEST_HELD_NANOS = 100_000_000L;

  /** A gap of so many packets is none. */
  private static final int MOST_LOST = 1_000;

  private final PacketTime wanted;
  private final PayloadMap payloads;
  private final OutgoingStream.Sink sink;
  private final boolean[] cut = new boolean[128];
  private InOrder order;
  private byte[] held;
  private ByteBuffer out;
  private boolean running;
  private int unfit;
  private int frame;
  private int filled;
  private int heldType;
  private boolean heldMarked;
  private int heldFrom;
  private long heldSince;
  private int next;
  private boolean anchored;
  private boolean numbered;
  private int source;
  private int sequence;
  private boolean hasEarlier;
  private int earlierSource;
  private int earlierSequence;

  private Repacketiser(
      PacketTime wanted, Remote from, Remote to, PayloadMap payloads, OutgoingStream.Sink sink) {
    this.wanted = wanted;
    this.payloads = payloads;
    this.sink = sink;
    from.formats().forEach(format -> cut[format.payloadType()] = isCut(format, to));
    from.announced().forEach(format -> cut[format.payloadType()] = isCut(format, to));
  }

  /** What cuts for {@code to}; empty where that says nothing, or they share no such codec. */
  static Optional<Repacketiser> between(
      Remote from, Remote to, PayloadMap payloads, OutgoingStream.Sink sink) {
    boolean shared = from.formats().stream().anyMatch(format -> isCut(format, to));
    return to.packetTime().isAny() || !shared
        ? Optional.empty()
        : Optional.of(new Repacketiser(to.packetTime(), from, to, payloads, sink));
  }

  /** What does so from now on: it goes on with the numbers of this one, if that has begun. */
  Optional<Repacketiser> followedBy(
      Remote from, Remote to, PayloadMap payloads, OutgoingStream.Sink sink) {
    if (!running) {
      return between(from, to, payloads, sink);
    }
    flush();
    var other = new Repacketiser(to.packetTime(), from, to, payloads, sink);
    other.start();
    other.numbered = numbered;
    other.source = source;
    other.sequence = sequence;
    other.hasEarlier = hasEarlier;
    other.earlierSource = earlierSource;
    other.earlierSequence = earlierSequence;
    return Optional.of(other);
  }

  /** Whether a packet of {@code payloadType} that has come now is cut, not passed on as it is. */
  boolean takes(int payloadType, ByteBuffer packet) {
    if (!running && cut[payloadType]) {
      int bytes = RtpHeader.end(packet) - RtpHeader.payload(packet);
      unfit = fits(bytes) || bytes > HeardPacket.MOST_BYTES ? 0 : unfit + 1;
      if (unfit >= BEGINS_AFTER) {
        start();
      }
    }
    return running;
  }

  /** Takes one that {@link #takes} has said yes to; false where it is too long to be cut. */
  boolean take(ByteBuffer packet, long now) {
    if (RtpHeader.end(packet) - RtpHeader.payload(packet) > HeardPacket.MOST_BYTES) {
      return false;
    }
    order.take(packet, now);
    return true;
  }

  /** Sends what has waited for more for too long. */
  void tick(long now) {
    if (!running) {
      return;
    }
    order.tick(now);
    if (filled > 0 && now - heldSince > LONGEST_HELD_NANOS) {
      flush();
    }
  }

  @Override
  public void begin(HeardPacket first) {
    flush();
    anchored = false;
    if (!numbered) {
      numbered = true;
      source = first.source;
      sequence = first.sequence;
    } else if (first.source != source) {
      change(first);
    }
  }

  /** The numbers of a source that comes back never go back behind what was sent of it. */
  private void change(HeardPacket first) {
    boolean back = hasEarlier && first.source == earlierSource;
    int reached = earlierSequence;
    hasEarlier = true;
    earlierSource = source;
    earlierSequence = sequence;
    source = first.source;
    boolean behind = back && (short) (first.sequence - reached) < 0;
    sequence = behind ? reached : first.sequence;
  }

  @Override
  public void accept(HeardPacket packet, int missing, long now) {
    if (payloads.translate(packet.payloadType) == PayloadMap.NONE || packet.length == 0) {
      return;
    }
    boolean sound = cut[packet.payloadType];
    boolean goesOn =
        sound && anchored && packet.timestamp == next && packet.payloadType == heldType;
    if (!goesOn || missing > 0 || packet.marked) {
      flush();
    }
    if (missing > 0) {
      sequence += lost(packet, missing);
    }
    if (sound) {
      append(packet, now);
    } else {
      send(packet.payloadType, packet.marked, packet.timestamp, packet.payload, 0, packet.length);
    }
  }

  /** Most calls never need the room. */
  private void start() {
    running = true;
    order = new InOrder(this);
    held = new byte[BYTES_PER_MILLI * MOST_MILLIS];
    out =
        ByteBuffer.allocateDirect(
            RtpHeader.LENGTH + HeardPacket.MOST_BYTES + SrtpProfile.MOST_ADDED);
  }

  private void append(HeardPacket packet, long now) {
    frame = frame(packet.payloadType, packet.length);
    int at = 0;
    while (at < packet.length) {
      if (filled == 0) {
        heldType = packet.payloadType;
        heldFrom = packet.timestamp + at;
        heldMarked = packet.marked && at == 0;
        heldSince = now;
      }
      int taken = Math.clamp(frame - filled, 0, packet.length - at);
      System.arraycopy(packet.payload, at, held, filled, taken);
      filled += taken;
      at += taken;
      if (filled >= frame) {
        flush();
      }
    }
    next = packet.timestamp + packet.length;
    anchored = true;
  }

  private void flush() {
    if (filled > 0) {
      int bytes = filled;
      filled = 0;
      send(heldType, heldMarked, heldFrom, held, 0, bytes);
    }
  }

  private void send(int type, boolean marked, int timestamp, byte[] payload, int from, int bytes) {
    out.clear();
    int number = payloads.translate(type);
    out.put((byte) 0x80).put((byte) (number | (marked ? 0x80 : 0)));
    out.putShort((short) sequence++).putInt(timestamp).putInt(source).put(payload, from, bytes);
    sink.send(out.flip());
  }

  /** As many as would have been sent in the place of those that did not come; at least one. */
  private int lost(HeardPacket packet, int missing) {
    int ticks = packet.timestamp - next;
    boolean known = anchored && frame > 0 && ticks > 0 && ticks / frame < MOST_LOST;
    return known ? Math.max(1, ticks / frame) : missing;
  }

  private boolean fits(int bytes) {
    return bytes == BYTES_PER_MILLI * wanted.millis(bytes / BYTES_PER_MILLI)
        && bytes % BYTES_PER_MILLI == 0;
  }

  private int frame(int payloadType, int bytes) {
    int millis = wanted.millis(bytes / BYTES_PER_MILLI);
    return BYTES_PER_MILLI * Codec.PCMA.packetMillis(millis);
  }

  private static boolean isCut(RtpFormat format, Remote to) {
    return Codec.of(format).filter(codec -> codec != Codec.OPUS).isPresent()
        && to.formats().stream().anyMatch(format::sameEncoding);
  }
}
