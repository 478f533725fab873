package io.pronto.media;

import io.pronto.media.codec.AudioDecoder;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A party that speaks a tone in a codec, as fast as it is asked to, and keeps what it hears. */
final class Talker implements AutoCloseable {
  static final RtpFormat EVENTS = new RtpFormat(101, "telephone-event", 8000);
  static final double PEAK = 8_000;

  final int rate;
  final List<ByteBuffer> heard = new ArrayList<>();
  int source = 77;
  int sequence = 65_500;
  int timestamp = -10_000;
  int millis = 20;
  double peak = PEAK;
  final double hertz;

  /** When each of what {@link #drain} has kept came, on the clock of {@link System#nanoTime}. */
  final List<Long> arrivals = new ArrayList<>();

  private final Codec codec;
  private final RtpFormat format;
  private final RtpFormat events;
  private final AudioEncoder encoder;
  private final AudioDecoder decoder;
  private final DatagramSocket socket;
  private final DatagramSocket control;
  private int said;

  Talker(Codec codec, int payloadType, double hertz) throws IOException {
    this(codec, payloadType, hertz, EVENTS);
  }

  Talker(Codec codec, int payloadType, double hertz, RtpFormat events) throws IOException {
    this.codec = codec;
    this.hertz = hertz;
    this.events = events;
    var usual = codec.format();
    format =
        new RtpFormat(
            payloadType, usual.encoding(), usual.clockRate(), usual.channels(), usual.parameters());
    rate = Math.min(codec.rate(), 16_000);
    encoder = codec.encoder(rate, "");
    decoder = codec.decoder(rate);
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    socket.setReceiveBufferSize(1 << 20);
    control = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    control.setSoTimeout(15_000);
  }

  Remote remote() {
    var address = (InetSocketAddress) socket.getLocalSocketAddress();
    var formats = List.of(format, events);
    var beside = (InetSocketAddress) control.getLocalSocketAddress();
    return new Remote(address, beside, formats, formats, Direction.SENDRECV);
  }

  /** The next packet of the tone, not sent yet. */
  byte[] speech() {
    var sound = new short[rate / 1000 * millis];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (short) (peak * Math.sin(2 * Math.PI * hertz * said++ / rate));
    }
    var coded = new byte[AudioEncoder.MOST_BYTES];
    int length = encoder.encode(sound, 0, sound.length, coded, 0);
    var packet = packet(format.payloadType(), Arrays.copyOf(coded, length));
    timestamp += codec.clockRate() / 1000 * millis;
    return packet;
  }

  /** A packet with any payload, which takes a sequence number. */
  byte[] packet(int payloadType, byte[] payload) {
    var packet = ByteBuffer.allocate(12 + payload.length);
    packet.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence++);
    return packet.putInt(timestamp).putInt(source).put(payload).array();
  }

  void say(Endpoint to, int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      send(to, speech());
    }
  }

  void send(Endpoint to, byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length, to.rtp()));
  }

  void sendControl(Endpoint to, byte[] packet) throws IOException {
    control.send(new DatagramPacket(packet, packet.length, to.rtcp()));
  }

  byte[] hearControl() throws IOException {
    var packet = new DatagramPacket(new byte[2048], 2048);
    control.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** Takes whatever comes until nothing has come for a third of a second. */
  void listen() throws IOException {
    socket.setSoTimeout(333);
    var packet = new DatagramPacket(new byte[2048], 2048);
    try {
      while (true) {
        packet.setLength(2048);
        socket.receive(packet);
        heard.add(ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength())));
      }
    } catch (SocketTimeoutException quiet) {
      // all is heard
    }
  }

  /** Keeps what has come by now. */
  void drain() throws IOException {
    socket.setSoTimeout(1);
    var packet = new DatagramPacket(new byte[2048], 2048);
    try {
      while (true) {
        packet.setLength(2048);
        socket.receive(packet);
        arrivals.add(System.nanoTime());
        heard.add(ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength())));
      }
    } catch (SocketTimeoutException quiet) {
      // all is heard
    }
  }

  /** The longest time between two packets that were heard. */
  Duration longestGap() {
    long longest = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      longest = Math.max(longest, arrivals.get(i) - arrivals.get(i - 1));
    }
    return Duration.ofNanos(longest);
  }

  /** One packet; fails when none comes. */
  void hearOne() throws IOException {
    socket.setSoTimeout(15_000);
    socket.receive(new DatagramPacket(new byte[2048], 2048));
  }

  /** Keeps the next {@code count} packets; fails when they do not come. */
  void hear(int count) throws IOException {
    socket.setSoTimeout(15_000);
    var packet = new DatagramPacket(new byte[2048], 2048);
    for (int i = 0; i < count; i++) {
      packet.setLength(2048);
      socket.receive(packet);
      heard.add(ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength())));
    }
  }

  List<ByteBuffer> heardSpeech() {
    return heard.stream().filter(p -> (p.get(1) & 0x7F) == format.payloadType()).toList();
  }

  /** The sound of all that was heard, in its order. */
  short[] sound() {
    var all = new short[(heard.size() + 1) * decoder.capacity()];
    var piece = new short[decoder.capacity()];
    int filled = 0;
    for (var packet : heardSpeech()) {
      int samples = decoder.decode(packet.array(), 12, packet.limit() - 12, piece);
      System.arraycopy(piece, 0, all, filled, samples);
      filled += samples;
    }
    return Arrays.copyOf(all, filled);
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
    socket.close();
    control.close();
  }
}
