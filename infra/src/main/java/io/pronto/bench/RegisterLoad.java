package io.pronto.bench;

import io.pronto.sip.phone.SipMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Phones at one address register over UDP, each REGISTER challenged and repeated with an answer in
 * MD5, which every server knows. (SIPp 3.6 gives up where SHA-256 is offered too.) Nothing is sent
 * again: on the way to oneself nothing is lost.
 */
final class RegisterLoad implements AutoCloseable {
  private static final Duration LEEWAY = Duration.ofSeconds(10);
  private static final int LARGEST = 65_535;

  private final InetSocketAddress server;
  private final DatagramSocket socket;
  private final String contact;
  private final Map<String, Account> pending = new ConcurrentHashMap<>();
  private final AtomicLong successful = new AtomicLong();
  private final StringBuffer refusals = new StringBuffer();
  private final CountDownLatch left;
  private final Thread receiver;

  RegisterLoad(InetSocketAddress server, InetSocketAddress phone, int count) {
    this.server = server;
    this.contact = phone.getAddress().getHostAddress() + ":" + phone.getPort();
    this.left = new CountDownLatch(count);
    try {
      socket = new DatagramSocket(phone);
      socket.setReceiveBufferSize(1 << 22);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    receiver = Thread.ofPlatform().daemon().name("registering").start(this::receive);
  }

  /** Registers, {@code rate} a second, until the count is reached; accounts come round again. */
  Sipp.Outcome run(List<Account> accounts, int rate) {
    long due = System.nanoTime();
    long count = left.getCount();
    for (int i = 0; i < count; i++) {
      var account = accounts.get(i % accounts.size());
      var id = "r" + i + "x" + System.nanoTime();
      pending.put(id, account);
      send(request(account, id, 1));
      due += 1_000_000_000L / rate;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    try {
      left.await(LEEWAY.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Sipp.Outcome(successful.get(), count - successful.get(), 0, refusals.toString());
  }

  @Override
  public void close() {
    socket.close();
    try {
      receiver.join(); // until it has let go, the port is still taken
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive() {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      while (true) {
        packet.setLength(LARGEST);
        socket.receive(packet);
        var text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        if (text.startsWith("SIP/2.0")) {
          answered(SipMessage.parse(text));
        }
      }
    } catch (IOException closed) {
      pending.clear();
    }
  }

  private void answered(SipMessage response) {
    var id = response.header("Call-ID");
    var account = pending.get(id);
    if (account == null || response.status() < 200) {
      return;
    }
    if (response.status() == 401 && response.sequence() == 1) {
      send(
          request(account, id, 2)
              .with(
                  "Authorization",
                  Digest.answer(account, response.all("WWW-Authenticate"), "REGISTER")));
      return;
    }
    pending.remove(id);
    if (response.status() == 200) {
      successful.incrementAndGet();
    } else {
      refusals.append(account.uri()).append(": ").append(response.startLine()).append('\n');
    }
    left.countDown();
  }

  private SipMessage request(Account account, String id, int sequence) {
    return SipMessage.of("REGISTER sip:" + account.domain() + " SIP/2.0")
        .with("Via", "SIP/2.0/UDP " + contact + ";branch=z9hG4bK" + id + "x" + sequence)
        .with("Max-Forwards", "70")
        .with("From", "<" + account.uri() + ">;tag=" + id)
        .with("To", "<" + account.uri() + ">")
        .with("Call-ID", id)
        .with("CSeq", sequence + " REGISTER")
        .with("Contact", "<sip:" + account.username() + "@" + contact + ">")
        .with("Expires", "3600");
  }

  private void send(SipMessage message) {
    var bytes = message.toString().getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
