package io.pronto.bench.media;

import io.pronto.bench.media.MediaRelay.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One more call through a relay under load, of which one way is timed: from a packet's leaving the
 * callee until the caller has it, the kernel's share and this process's waking up with it.
 */
final class Probe implements AutoCloseable {
  private static final Duration PACKET = Duration.ofMillis(20);
  private static final int HEADER = 12;
  private static final int SEQUENCES = 1 << 16;
  private static final int LARGEST = 2_048;
  private static final int WAIT_MILLIS = 200;

  private final DatagramSocket caller;
  private final DatagramSocket callee;
  private final InetSocketAddress target;
  private final Speech speech;
  private final long[] sent = new long[SEQUENCES];
  private final List<Long> delays = Collections.synchronizedList(new ArrayList<>());
  private final Thread sender = new Thread(this::speak, "probe sends");
  private final Thread receiver = new Thread(this::listen, "probe receives");
  private volatile boolean over;

  /** Sets the call up and begins to speak: in Opus where {@code transcode}, else in G.711. */
  Probe(MediaRelay relay, boolean transcode) {
    speech = transcode ? Speech.opus() : Speech.plain();
    try {
      var here = InetAddress.getLoopbackAddress();
      caller = new DatagramSocket(0, here);
      callee = new DatagramSocket(0, here);
      caller.setSoTimeout(WAIT_MILLIS);
      Ports ports = relay.open(caller.getLocalPort(), callee.getLocalPort());
      target = new InetSocketAddress(here, ports.forCallee());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    receiver.start();
    sender.start();
  }

  /** Forgets what has been timed so far. */
  void reset() {
    delays.clear();
  }

  /** Of the packets timed, the delay that {@code share} of them did not exceed, in milliseconds. */
  Optional<Double> millis(double share) {
    synchronized (delays) {
      var sorted = delays.stream().sorted().toList();
      int at = (int) Math.ceil(share * sorted.size()) - 1;
      return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(at) / 1e6);
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      sender.join();
      receiver.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    caller.close();
    callee.close();
  }

  private void speak() {
    long due = System.nanoTime();
    for (int frame = 0; !over; frame++) {
      var payload = speech.packets().get(frame % speech.packets().size());
      var packet = ByteBuffer.allocate(HEADER + payload.length);
      packet.put((byte) 0x80).put((byte) speech.payloadType()).putShort((short) frame);
      packet.putInt(frame * speech.ticks()).putInt(RtpLoad.CALLEES << 24 | 0xFFFF).put(payload);
      try {
        sent[frame % SEQUENCES] = System.nanoTime();
        callee.send(new DatagramPacket(packet.array(), packet.limit(), target));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      due += PACKET.toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  /** The relay may count packets from another number on, which the first one tells. */
  private void listen() {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    int first = -1;
    while (!over) {
      try {
        caller.receive(packet);
      } catch (SocketTimeoutException nothingYet) {
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      long now = System.nanoTime();
      int sequence = ByteBuffer.wrap(packet.getData()).getShort(2) & 0xFFFF;
      first = first < 0 ? sequence : first;
      delays.add(now - sent[sequence - first & 0xFFFF]);
    }
  }
}
