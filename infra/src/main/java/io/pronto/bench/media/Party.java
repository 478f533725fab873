package io.pronto.bench.media;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import io.pronto.media.secure.SrtpSender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All callers, or all callees: one socket from which as many G.711 streams are sent, each to a port
 * of the relay's, and at which what the other parties say comes back.
 */
final class Party implements AutoCloseable {
  /**
   * Slices of a millisecond in the 20 ms of a packet: in each one twentieth of the streams send.
   */
  static final int SLICES = 20;

  private static final int MARK_APART = 50;
  private static final int SAMPLES = 160;
  private static final int HEADER = 12;
  private static final int PACKET = HEADER + SAMPLES;
  private static final int ROOM = PACKET + SrtpProfile.MOST_ADDED;
  private static final int LARGEST = 2_048;
  private static final int TAG = 10;
  private static final int BATCH = 256;
  private static final int PCMA = 8;

  // struct mmsghdr, iovec and sockaddr_in of Linux on 64 bits
  private static final int MESSAGE = 64;
  private static final int VECTOR = 16;
  private static final int ADDRESS_SIZE = 16;
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int BUFFER = 64 << 20;

  private static final ValueLayout.OfShort SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).withByteAlignment(1);
  private static final ValueLayout.OfShort SHORT_ANYWHERE = SHORT.withByteAlignment(1);

  private final Arena arena = Arena.ofConfined();
  private final int mark;
  private final int othersMark;
  private final int socket;
  private final int streams;
  private final MemorySegment packets;
  private final MemorySegment outgoing;
  private final MemorySegment incoming;
  private final MemorySegment came;
  private final List<Voice> voices = new ArrayList<>();
  private final Optional<Speech> speech;
  private int frame;
  private long sent;
  private long received;
  private long strays;

  /**
   * Opens the socket at {@code port} of 127.0.0.1.
   *
   * @param mark tells this party's packets from those of {@code othersMark}, 1 to 127
   * @param targets for each stream the port of 127.0.0.1 that it is sent to
   * @param key with which what is said is protected; plain RTP without one
   * @param speech what is said where that must be understood, by each stream from another packet on
   *     ({@link #spoken}), and then any packet that comes is taken for the others'; noise without
   *     it
   */
  Party(
      int port,
      int mark,
      int othersMark,
      List<Integer> targets,
      Optional<SrtpKey> key,
      Optional<Speech> speech) {
    this.speech = speech;
    this.mark = mark;
    this.othersMark = othersMark;
    this.streams = targets.size();
    this.socket = open(port);
    int payload = speech.map(s -> s.packets().getFirst().length).orElse(SAMPLES);
    int size = HEADER + payload + (key.isPresent() ? TAG : 0);
    this.packets = arena.allocate((long) ROOM * streams, 8);
    this.outgoing = messages(packets, ROOM, size, streams);
    this.came = arena.allocate((long) LARGEST * BATCH, 8);
    this.incoming = messages(came, LARGEST, LARGEST, BATCH);
    for (int i = 0; i < streams; i++) {
      address(i, targets.get(i));
      prepare(i);
      if (key.isPresent()) {
        voices.add(new Voice(packet(i), key.get()));
      }
    }
  }

  long sent() {
    return sent;
  }

  /** Packets that each stream has sent, where all have sent as many. */
  int frames() {
    return frame;
  }

  /** Which packet of its speech, from the first on, {@code stream} of {@code mark} says at once. */
  static int spoken(int mark, int stream, int frame) {
    return frame + stream + mark * MARK_APART;
  }

  /** Packets of the other parties that have come. */
  long received() {
    return received;
  }

  /** Packets that have come and were not of the other parties. */
  long strays() {
    return strays;
  }

  /** Sends a packet of each stream whose turn is in {@code slice}, 0 to 19. */
  void send(int slice) {
    int from = slice * streams / SLICES;
    int to = (slice + 1) * streams / SLICES;
    for (int i = from; i < to; i++) {
      long at = (long) i * ROOM;
      packets.set(SHORT_ANYWHERE, at + 2, (short) frame);
      packets.set(INT, at + 4, frame * ticks());
      int said = spoken(mark, i, frame);
      speech.ifPresent(s -> say(s.packets().get(said % s.packets().size()), at + HEADER));
      if (!voices.isEmpty()) {
        voices.get(i).protect();
      }
    }
    if (slice == SLICES - 1) {
      frame++;
    }
    while (from < to) {
      int out = Kernel.send(socket, outgoing.asSlice((long) from * MESSAGE), to - from);
      if (out <= 0) {
        throw new IllegalStateException("The kernel refused to send to the relay");
      }
      sent += out;
      from += out;
    }
  }

  private int ticks() {
    return speech.map(Speech::ticks).orElse(SAMPLES);
  }

  private void say(byte[] payload, long at) {
    MemorySegment.copy(payload, 0, packets, JAVA_BYTE, at, payload.length);
  }

  /** Takes all that has come. */
  void receive() {
    int count;
    do {
      count = Kernel.receive(socket, incoming, BATCH);
      for (int i = 0; i < count; i++) {
        count((long) i * LARGEST);
      }
    } while (count == BATCH);
  }

  @Override
  public void close() {
    Kernel.close(socket);
    arena.close();
  }

  private void count(long packet) {
    if (speech.isPresent() || came.get(JAVA_BYTE, packet + 8) == othersMark) {
      received++;
    } else {
      strays++;
    }
  }

  private int open(int port) {
    int opened = Kernel.socket(AF_INET, SOCK_DGRAM_NONBLOCK);
    var buffer = arena.allocate(JAVA_INT);
    buffer.set(JAVA_INT, 0, BUFFER);
    Kernel.setOption(opened, SOL_SOCKET, SO_RCVBUFFORCE, buffer);
    if (Kernel.bind(opened, loopback(port)) < 0) {
      throw new IllegalStateException("Port " + port + " of 127.0.0.1 is in use");
    }
    return opened;
  }

  private MemorySegment loopback(int port) {
    var address = arena.allocate(ADDRESS_SIZE, 8);
    address.set(JAVA_SHORT, 0, (short) AF_INET);
    address.set(SHORT, 2, (short) port);
    address.set(INT, 4, 0x7F000001);
    return address;
  }

  private MemorySegment messages(MemorySegment data, int stride, int size, int count) {
    var vectors = arena.allocate((long) VECTOR * count, 8);
    var messages = arena.allocate((long) MESSAGE * count, 8);
    for (int i = 0; i < count; i++) {
      vectors.set(ADDRESS, (long) i * VECTOR, data.asSlice((long) i * stride, size));
      vectors.set(JAVA_LONG, (long) i * VECTOR + 8, size);
      messages.set(ADDRESS, (long) i * MESSAGE + 16, vectors.asSlice((long) i * VECTOR));
      messages.set(JAVA_LONG, (long) i * MESSAGE + 24, 1);
    }
    return messages;
  }

  private void address(int stream, int port) {
    outgoing.set(ADDRESS, (long) stream * MESSAGE, loopback(port));
    outgoing.set(JAVA_INT, (long) stream * MESSAGE + 8, ADDRESS_SIZE);
  }

  private void prepare(int stream) {
    var packet = packet(stream);
    packet.set(JAVA_BYTE, 0, (byte) 0x80);
    packet.set(JAVA_BYTE, 1, speech.map(s -> (byte) s.payloadType()).orElse((byte) PCMA));
    packet.set(INT, 8, mark << 24 | stream);
    packet.asSlice(HEADER, SAMPLES).fill((byte) 0xD5);
  }

  private MemorySegment packet(int stream) {
    return packets.asSlice((long) stream * ROOM, ROOM);
  }

  /** One stream that is protected in place. What it says is noise: nobody listens. */
  private static final class Voice {
    private final ByteBuffer packet;
    private final SrtpSender sender;

    Voice(MemorySegment packet, SrtpKey key) {
      this.packet = packet.asByteBuffer();
      this.sender = new SrtpSender(key);
    }

    void protect() {
      sender.protect(packet.limit(PACKET));
    }
  }
}
