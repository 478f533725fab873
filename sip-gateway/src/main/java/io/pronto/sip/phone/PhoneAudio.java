package io.pronto.sip.phone;

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
 * The ear and mouth of one call: sends G.711 A-law every 20 ms, silence when there is nothing to
 * say, as a real phone does, and keeps what it hears.
 */
final class PhoneAudio implements AutoCloseable {
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;
  private static final int SOUND = 8;
  private static final int KEY = 101;
  private static final byte SILENCE = (byte) 0xD5;

  private final DatagramSocket socket;
  private final Keypad keypad = new Keypad();
  private final Object heardSomething = new Object();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final int ssrc = ThreadLocalRandom.current().nextInt();
  private volatile InetSocketAddress peer;
  private volatile boolean sending;
  private volatile boolean mute;
  private volatile Optional<SrtpReceiver> receiver = Optional.empty();
  private volatile Optional<SrtpSender> sender = Optional.empty();
  private Optional<SrtpKeys> keys = Optional.empty();
  private volatile Speech speech = new Speech(new byte[0]);
  private final StringBuilder keysHeard = new StringBuilder();
  private int lastKeyAt;
  private boolean heardALaw = true;
  private long packetsHeard;
  private long packetsForged;

  /** What is being said and how far it has got; {@code done} is told at its end. */
  private static final class Speech {
    private final byte[] aLaw;
    private int at;
    private long begunAt;

    private Speech(byte[] aLaw) {
      this.aLaw = aLaw;
    }

    private synchronized byte[] next(long now) {
      if (at == 0) {
        begunAt = now;
      }
      var frame = new byte[FRAME];
      Arrays.fill(frame, SILENCE);
      int length = Math.min(FRAME, aLaw.length - at);
      System.arraycopy(aLaw, at, frame, 0, length);
      at += length;
      if (at == aLaw.length) {
        notifyAll();
      }
      return frame;
    }

    private synchronized long begunAt() {
      return begunAt;
    }

    private synchronized void awaitEnd(long deadline) throws InterruptedException {
      while (at < aLaw.length) {
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
    this.peer = peer;
    this.sending = sending;
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

  /** Presses {@code keys}, one after the other. */
  void press(String keys) {
    keypad.press(keys);
  }

  void say(Sound sound) {
    speech = new Speech(sound.aLaw());
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
      return Sound.ofG711(heard.toByteArray(), heardALaw);
    }
  }

  long packetsHeard() {
    synchronized (heardSomething) {
      return packetsHeard;
    }
  }

  void forget() {
    synchronized (heardSomething) {
      heard.reset();
      packetsHeard = 0;
    }
  }

  /** Waits until {@code millis} of sound have been heard since the last {@link #forget}. */
  void awaitHeard(int millis, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (heardSomething) {
      while (heard.size() < millis * (Sound.RATE / 1_000)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError(
              "Heard " + heard.size() / 8 + " ms of sound within " + limit + ", not " + millis);
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
        open(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
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
    if (length <= 12 || (payloadType != 8 && payloadType != 0)) {
      return;
    }
    synchronized (heardSomething) {
      heardALaw = payloadType == 8;
      heard.write(rtp, 12, length - 12);
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
      timestamp += FRAME;
      if (sending && !mute) {
        var key = keypad.next(timestamp);
        if (key.isPresent()) {
          var pressed = key.get();
          send(
              ++sequence,
              pressed.timestamp(),
              pressed.first() ? 0x80 | KEY : KEY,
              pressed.payload());
        } else {
          send(++sequence, timestamp, SOUND, speech.next(next));
        }
      }
    }
  }

  private void send(int sequence, int timestamp, int type, byte[] payload) {
    var rtp = ByteBuffer.allocate(12 + FRAME + SrtpProfile.MOST_ADDED);
    rtp.put((byte) 0x80).put((byte) type).putShort((short) sequence).putInt(timestamp).putInt(ssrc);
    rtp.put(payload).flip();
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
