package io.pronto.media;

import io.pronto.media.dtls.DtlsAssociation;
import io.pronto.media.dtls.DtlsIdentity;
import io.pronto.media.dtls.DtlsPeer;
import io.pronto.media.dtls.Fingerprint;
import io.pronto.media.ice.Asker;
import io.pronto.media.ice.IceCredentials;
import io.pronto.media.ice.IceTerms;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/** What a browser does on its one socket: asks, shakes hands, speaks SRTP. Told step by step. */
final class BrowserPeer implements AutoCloseable {
  /** The source that it is told it will hear. */
  static final int HEARD = 0xA11CE;

  private static final int LIMIT_SECONDS = 15;

  final DtlsIdentity identity = DtlsIdentity.next();
  final DtlsIdentity shownToIt = DtlsIdentity.next();
  IceCredentials own = IceCredentials.next();
  IceCredentials others = IceCredentials.next();

  private final DatagramSocket socket;
  private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> handshake = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> sound = new LinkedBlockingQueue<>();
  private Cipherer cipherer;

  BrowserPeer() throws IOException {
    this("127.0.0.1");
  }

  BrowserPeer(String host) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName(host));
    Thread.ofVirtual().name("browser").start(this::sort);
  }

  /** What was agreed with it: it is nowhere until it asks. */
  Remote remote(boolean weBegin) {
    return remote(weBegin, identity.fingerprint());
  }

  Remote remote(boolean weBegin, Fingerprint said) {
    return nowhere()
        .with(
            new Secured(
                new DtlsAssociation(shownToIt, List.of(said), weBegin, Optional.empty()),
                Optional.of(new IceTerms(others, own, false)),
                HEARD));
  }

  /** The same of one that does not know of ICE and is where it says. */
  Remote remoteWithoutIce(boolean weBegin) {
    var formats = List.of(Peer.PCMA);
    return new Remote(address(), address(), formats, formats, Direction.SENDRECV)
        .with(
            new Secured(
                new DtlsAssociation(
                    shownToIt, List.of(identity.fingerprint()), weBegin, Optional.empty()),
                Optional.empty(),
                HEARD));
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Asks, and returns the answer's type: 0x0101 for success. */
  int ask(Endpoint to, boolean nominates) throws IOException {
    return ask(to, Asker.request(others, own, true, nominates));
  }

  int ask(Endpoint to, byte[] request) throws IOException {
    send(to, request);
    var answer = next(answers, "an answer to what it asks");
    return (answer[0] & 0xFF) << 8 | answer[1] & 0xFF;
  }

  /** Shakes hands, as server if {@code theyBegin}, and speaks by what comes of it from now on. */
  DtlsPeer.Met shakeHands(Endpoint with, boolean theyBegin, DtlsIdentity shown, SrtpProfile profile)
      throws Exception {
    var path = new Path(with);
    Callable<DtlsPeer.Met> shaking =
        () ->
            theyBegin
                ? DtlsPeer.accept(shown, profile, path)
                : DtlsPeer.connect(shown, profile, path);
    var task = new FutureTask<>(shaking);
    Thread.ofVirtual().name("browser-dtls").start(task);
    var met = task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    cipherer = new Cipherer(met.keys().ours(), met.keys().theirs());
    return met;
  }

  /** Whether anything of a handshake has come that nobody has read. */
  boolean isAskedToShakeHands() {
    return !handshake.isEmpty();
  }

  /** Knows what {@code other} knows: the same browser at another address. */
  void as(BrowserPeer other) {
    own = other.own;
    others = other.others;
    cipherer = other.cipherer;
  }

  byte[] protect(byte[] packet) {
    return cipherer.protect(packet);
  }

  void say(Endpoint to, byte[] packet) throws IOException {
    send(to, protect(packet));
  }

  void sayControl(Endpoint to, byte[] packet) throws IOException {
    send(to, cipherer.protectControl(packet));
  }

  byte[] hear() {
    return cipherer.open(next(sound, "sound"));
  }

  byte[] hearControl() {
    return cipherer.openControl(next(sound, "a report"));
  }

  boolean hasHeardNothing() {
    return sound.isEmpty();
  }

  void send(Endpoint to, byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length, to.rtp()));
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Remote nowhere() {
    var nowhere = new InetSocketAddress(Relay.resolve("0.0.0.0"), 9);
    var formats = List.of(Peer.PCMA);
    return new Remote(nowhere, nowhere, formats, formats, Direction.SENDRECV);
  }

  private void sort() {
    var packet = new DatagramPacket(new byte[70_000], 70_000);
    try {
      while (true) {
        packet.setLength(70_000);
        socket.receive(packet);
        var bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        int first = bytes[0] & 0xFF;
        (first <= 3 ? answers : first < 64 ? handshake : sound).add(bytes);
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static byte[] next(BlockingQueue<byte[]> queue, String what) {
    try {
      var bytes = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (bytes == null) {
        throw new AssertionError("Waited in vain for " + what);
      }
      return bytes;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Path implements DatagramTransport {
    private final Endpoint to;

    Path(Endpoint to) {
      this.to = to;
    }

    @Override
    public int getReceiveLimit() {
      return 2_048;
    }

    @Override
    public int getSendLimit() {
      return 1_200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) {
      try {
        var packet = handshake.poll(waitMillis, TimeUnit.MILLISECONDS);
        if (packet == null) {
          return -1;
        }
        System.arraycopy(packet, 0, buffer, offset, packet.length);
        return packet.length;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
      BrowserPeer.this.send(to, Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void close() {
      // the socket is the test's
    }
  }
}
