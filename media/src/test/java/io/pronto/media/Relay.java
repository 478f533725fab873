package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.media.relay.Settled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A media service for a test, on ports that no other test uses, and what it tells. */
final class Relay implements AutoCloseable {
  static final String CALL = "call_test";

  final Leases leases = new Leases();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
  final MediaService service;

  Relay() {
    this("127.0.0.1", 41_000, 41_999, Duration.ofSeconds(30));
  }

  Relay(String address, int first, int last, Duration silence) {
    var local = resolve(address);
    service =
        new MediaService(new MediaSettings(local, local, first, last, 1, silence), leases, meters);
  }

  Endpoint open() {
    return service.open(CALL, events::add);
  }

  /** An endpoint that expects {@code peer} to speak and hear A-law. */
  Endpoint open(Peer peer) {
    return open(peer.remote());
  }

  Endpoint open(Remote remote) {
    var endpoint = open();
    endpoint.expect(remote);
    Settled.await(endpoint.forwarder());
    return endpoint;
  }

  /** Waits for the next event of {@code type}, and throws the others before it away. */
  <T extends MediaEvent> T event(Class<T> type) throws InterruptedException {
    while (true) {
      var event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("an event in 20 s").isNotNull();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  static void await(String what, BooleanSupplier happened) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!happened.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(200_000);
    }
  }

  static InetAddress resolve(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    service.close();
    leases.close();
  }
}
