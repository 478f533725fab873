package io.pronto.sip.phone;

import io.pronto.media.codec.Codec;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import io.pronto.media.secure.SrtpReceiver;
import io.pronto.media.secure.SrtpSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The ear and mouth of one call: sends a packet every 20 ms, the noise of a quiet room when there
 * is nothing to say, as a real phone does, and keeps what it hears.
 */
final class PhoneAudio implements AutoCloseable {
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;
  private static final int KEY = 101;

  /** Of 32,767: -76 dBFS, which moves the last bit of G.711 and is heard by nobody. */
  private static final int NOISE = 8;

  /** No packet has so few bytes. */
  private static final int MARK = 1;

  /** A full socket loses a mark. */
  private static final Duration MARK_LIMIT = Duration.ofSeconds(1);

  private final DatagramSocket socket;
  private final Keypad keypad = new Keypad();
  private final Object saying = new Object();
  private final Object heardSomething = new Object();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final int ssrc = ThreadLocalRandom.current().nextInt();
  private volatile InetSocketAddress peer;
  private volatile boolean sending;
  private volatile boolean mute;
  private volatile boolean dead;
  private volatile boolean holding;
  private volatile boolean noiseless;
  private volatile Optional<SrtpReceiver> receiver = Optional.empty();
  private volatile Optional<SrtpSender> sender = Optional.empty();
  private Optional<SrtpKeys> keys = Optional.empty();
  private volatile Speech speech = new Speech(new short[0]);
  private volatile PhoneVoice mouth = new PhoneVoice(Codec.PCMA);
  private PhoneVoice ear = new PhoneVoice(Codec.PCMA);
  private int marksHeard;
  private final StringBuilder keysHeard = new StringBuilder();
  private int lastKeyAt;
  private long packetsHeard;
  private long packetsForged;

  /** What is being said and how far it has got; {@code done} is told at its end. */
  private static final class Speech {
    private final short[] sound;
    private int at;
    private long begunAt;

    private Speech(short[] sound) {
      this.sound = sound;
    }

    private synchronized short[] next(long now, boolean noise) {
      if (at == 0) {
        begunAt = now;
      }
      var frame = new short[FRAME];
      int length = Math.min(FRAME, sound.length - at);
      System.arraycopy(sound, at, frame, 0, length);
      for (int i = length; noise && i < FRAME; i++) {
        frame[i] = (short) ThreadLocalRandom.current().nextInt(-NOISE, NOISE);
      }
      at += length;
      if (at == sound.length) {
        notifyAll();
      }
      return frame;
    }

    private synchronized long begunAt() {
      return begunAt;
    }

    private synchronized void awaitEnd(long deadline) throws InterruptedException {
      while (at < sound.length) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("Nobody let the phone finish speaking");
        }
        wait(left);
      }
    }
  }

  PhoneAudio(InetAddress bind) {
    try {
      socket = new DatagramSocket(new InetSocketAddress(bind, 0));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("phone-ear").start(this::listen);
    Thread.ofVirtual().name("phone-mouth").start(this::speak);
  }

  InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Sends to {@code peer} from now on, or is mute. */
  void direct(InetSocketAddress peer, boolean sending) {
    synchronized (saying) {
      this.peer = peer;
      this.sending = sending;
    }
  }

  /** Speaks {@code codec} from now on. */
  void speakIn(Codec codec) {
    if (mouth.codec() != codec) {
      mouth = new PhoneVoice(codec);
    }
  }

  /** Speaks SRTP with {@code agreed}, or plain RTP; a key that stays goes on where it was. */
  synchronized void protect(Optional<SrtpKeys> agreed) {
    if (!agreed.map(SrtpKeys::theirs).equals(keys.map(SrtpKeys::theirs))) {
      receiver = agreed.map(both -> new SrtpReceiver(both.theirs(), 0));
    }
    if (!agreed.map(SrtpKeys::ours).equals(keys.map(SrtpKeys::ours))) {
      sender = agreed.map(both -> new SrtpSender(both.ours()));
    }
    keys = agreed;
  }

  /** Protects what it says with {@code another} key than was agreed. */
  void protectWrongly(SrtpKey another) {
    sender = Optional.of(new SrtpSender(another));
  }

  /** Packets heard that were not protected as agreed. */
  long packetsForged() {
    synchronized (heardSomething) {
      return packetsForged;
    }
  }

  /** Sends nothing at all while {@code now}, whatever is agreed. */
  void mute(boolean now) {
    mute = now;
  }

  /** Sends digital silence whenever nobody speaks. */
  void withoutNoise() {
    noiseless = true;
  }

  /** Sends digital silence while {@code now}: its microphone is dead, or muted. */
  void deaden(boolean now) {
    dead = now;
  }

  /** Switches its microphone off while {@code now}: it has the other on hold. */
  void hold(boolean now) {
    holding = now;
  }

  /** Presses {@code keys}, one after the other. */
  void press(String keys) {
    keypad.press(keys);
  }

  void say(Sound sound) {
    speech = new Speech(sound.samples());
  }

  void awaitSaid(Duration limit) {
    try {
      speech.awaitEnd(System.nanoTime() + limit.toNanos());
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while speaking", e);
    }
  }

  /** When the sound being said, or last said, began, as {@link System#nanoTime} counts. */
  long begunAt() {
    return speech.begunAt();
  }

  /** Everything heard since the start or the last {@link #forget}. */
  Sound heard() {
    synchronized (heardSomething) {
      return Sound.linear(heard.toByteArray());
    }
  }

  long packetsHeard() {
    synchronized (heardSomething) {
      return packetsHeard;
    }
  }

  /** Forgets what was heard, and whatever waits in the socket to be. */
  void forget() {
    awaitMark();
    synchronized (heardSomething) {
      heard.reset();
      packetsHeard = 0;
    }
  }

  /** Sends itself a mark: what came before it has been heard when the mark is. */
  private void awaitMark() {
    long deadline = System.nanoTime() + MARK_LIMIT.toNanos();
    synchronized (heardSomething) {
      int wanted = marksHeard + 1;
      try {
        socket.send(new DatagramPacket(new byte[MARK], MARK, local()));
        while (marksHeard < wanted && System.nanoTime() < deadline) {
          heardSomething.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      } catch (InterruptedException e) {
        throw new AssertionError("Interrupted while listening", e);
      }
    }
  }

  /** Waits until {@code millis} of sound have been heard since the last {@link #forget}. */
  void awaitHeard(int millis, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (heardSomething) {
      while (heard.size() < 2 * millis * (Sound.RATE / 1_000)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError(
              "Heard " + heard.size() / 16 + " ms of sound within " + limit + ", not " + millis);
        }
        try {
          heardSomething.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError("Interrupted while listening", e);
        }
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  private void listen() {
    var packet = new DatagramPacket(new byte[2_048], 2_048);
    try {
      while (true) {
        packet.setLength(2_048);
        socket.receive(packet);
        if (packet.getLength() == MARK) {
          marked();
        } else {
          open(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void marked() {
    synchronized (heardSomething) {
      marksHeard++;
      heardSomething.notifyAll();
    }
  }

  private void open(ByteBuffer packet) {
    var opening = receiver;
    if (opening.isPresent() && !opening.get().open(packet)) {
      synchronized (heardSomething) {
        packetsForged++;
      }
    } else {
      hear(packet.array(), packet.limit());
    }
  }

  private void hear(byte[] rtp, int length) {
    int payloadType = rtp[1] & 0x7F;
    if (payloadType == KEY) {
      hearKey(ByteBuffer.wrap(rtp, 0, length));
    }
    var codec =
        Arrays.stream(Codec.values())
            .filter(c -> c.format().payloadType() == payloadType)
            .findFirst();
    if (length <= 12 || codec.isEmpty()) {
      return;
    }
    synchronized (heardSomething) {
      if (ear.codec() != codec.get()) {
        ear = new PhoneVoice(codec.get());
      }
      for (short sample : ear.decode(rtp, 12, length - 12)) {
        heard.write(sample);
        heard.write(sample >> 8);
      }
      packetsHeard++;
      heardSomething.notifyAll();
    }
  }

  private void hearKey(ByteBuffer rtp) {
    synchronized (heardSomething) {
      if (keysHeard.isEmpty() || lastKeyAt != rtp.getInt(4)) {
        lastKeyAt = rtp.getInt(4);
        keysHeard.append(Keypad.key(rtp.get(12)));
        heardSomething.notifyAll();
      }
    }
  }

  /** Waits until {@code count} keys have been heard as events; returns all that were. */
  String awaitKeys(int count, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (heardSomething) {
      while (keysHeard.length() < count) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("Heard the keys " + keysHeard + " within " + limit);
        }
        try {
          heardSomething.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError("Interrupted while listening", e);
        }
      }
      return keysHeard.toString();
    }
  }

  private void speak() {
    long next = System.nanoTime();
    int sequence = ThreadLocalRandom.current().nextInt(0x8000);
    int timestamp = ThreadLocalRandom.current().nextInt();
    while (!socket.isClosed()) {
      next += FRAME_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
      var speaking = mouth;
      timestamp += speaking.ticks();
      synchronized (saying) {
        if (sending && !mute) {
          var key = keypad.next(timestamp);
          if (key.isPresent()) {
            var pressed = key.get();
            int type = pressed.first() ? 0x80 | KEY : KEY;
            send(++sequence, pressed.timestamp(), type, pressed.payload());
          } else {
            var sound = speech.next(next, !holding && !noiseless);
            var payload = speaking.encode(dead ? new short[FRAME] : sound);
            send(++sequence, timestamp, speaking.codec().format().payloadType(), payload);
          }
        }
      }
    }
  }

  private void send(int sequence, int timestamp, int payloadType, byte[] payload) {
    var rtp = ByteBuffer.allocate(12 + payload.length + SrtpProfile.MOST_ADDED);
    rtp.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence);
    rtp.putInt(timestamp).putInt(ssrc).put(payload).flip();
    sender.ifPresent(protecting -> protecting.protect(rtp));
    try {
      socket.send(new DatagramPacket(rtp.array(), rtp.limit(), peer));
    } catch (IOException e) {
      if (!socket.isClosed()) {
        sending = false;
      }
    }
  }
}
