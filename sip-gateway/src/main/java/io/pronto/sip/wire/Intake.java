package io.pronto.sip.wire;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.sip.guard.Guard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door between the network and the stack: judges, parses and screens each message, answers what
 * is wrong with it, and hands on what is sound.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Parser parser = new Parser();
  private final Guard guard;
  private final Receiver receiver;
  private final Counter received;
  private final Counter refused;
  private final Counter failed;

  /** Hands sound messages to {@code receiver}; failures are counted by {@code guard}. */
  public Intake(Guard guard, Receiver receiver, MeterRegistry meters) {
    this.guard = guard;
    this.receiver = receiver;
    this.received = meters.counter("pronto.sip.messages.received");
    this.refused = meters.counter("pronto.sip.messages.refused");
    this.failed = meters.counter("pronto.sip.handshakes.failed");
  }

  /** Whether {@code source} is heard, or a connection of it worth accepting. */
  boolean welcomes(InetAddress source) {
    return guard.admitsConnection(source);
  }

  /** Whether the message {@code bytes[0..length)} of {@code source} is to be taken. */
  boolean admits(InetAddress source, byte[] bytes, int length) {
    return guard.admits(source) || ForHelp.mayBe(bytes, length) && guard.admitsForHelp(source);
  }

  /**
   * Takes one message, {@code bytes[0..length)}, which {@code envelope} has judged.
   *
   * @return whether the peer speaks SIP well enough that what follows on its connection is worth
   *     reading
   */
  boolean take(byte[] bytes, int length, Envelope envelope, WireChannel channel) {
    received.increment();
    if (guard.isScanner(channel.remote().getAddress(), envelope.agent())) {
      return false;
    }
    if (envelope.fault().isPresent()) {
      refuse(bytes, length, envelope, envelope.fault().get(), channel);
      return false;
    }
    try {
      var message = parse(bytes, length, envelope);
      deliver(message, bytes, length, envelope, channel);
    } catch (Parser.Malformed e) {
      refuse(bytes, length, envelope, e.fault(), channel);
    } catch (RuntimeException | StackOverflowError e) { // the reader outlives whatever it reads
      report(e, channel);
      refuse(bytes, length, envelope, Fault.bad("Malformed message"), channel);
    }
    return true;
  }

  /** Counts a connection that came to nothing though nobody need have done wrong. */
  void failed() {
    failed.increment();
  }

  /** Whether {@code source} is where phones of ours are registered, or a trunk's. May block. */
  boolean knows(InetAddress source) {
    return guard.knows(source);
  }

  /** Counts a connection of {@code source} that came to nothing. */
  void failed(InetAddress source, String reason) {
    failed.increment();
    guard.failed(source, reason);
  }

  void lost(WireChannel channel) {
    receiver.lost(channel);
  }

  private SIPMessage parse(byte[] bytes, int length, Envelope envelope) throws Parser.Malformed {
    var message = parser.parse(Arrays.copyOf(bytes, length));
    if (envelope.contentLength() < 0 && length > envelope.headersEnd()) {
      message.setMessageContent(Arrays.copyOfRange(bytes, envelope.headersEnd(), length));
    }
    return message;
  }

  private void deliver(
      SIPMessage message, byte[] bytes, int length, Envelope envelope, WireChannel channel) {
    switch (message) {
      case SIPRequest request -> {
        var fault = Screening.check(request, channel.transport());
        if (fault.isPresent()) { // what we do not do is no failure of whoever asks for it
          answer(bytes, length, envelope, fault.get(), channel);
        } else {
          stamp(request, channel.remote());
          hand(() -> receiver.request(request, channel), channel);
        }
      }
      case SIPResponse response -> hand(() -> receiver.response(response, channel), channel);
      default -> throw new IllegalStateException("Neither request nor response");
    }
  }

  /**
   * RFC 3261, section 18.2.1, and RFC 3581, section 4. A maddr is dropped: it would let a stranger
   * aim our answers at anyone.
   */
  private static void stamp(SIPRequest request, InetSocketAddress source) {
    Via via = request.getTopmostVia();
    var host = Host.literal(source.getAddress());
    try {
      via.removeParameter(Via.MADDR);
      if (via.hasParameter(Via.RPORT)) {
        via.setParameter(Via.RPORT, Integer.toString(source.getPort()));
        via.setReceived(host);
      } else if (!host.equals(via.getHost())) {
        via.setReceived(host);
      }
      request.setRemoteAddress(source.getAddress());
      request.setRemotePort(source.getPort());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What breaks behind the door must not stop what comes after it. */
  private void hand(Runnable delivery, WireChannel channel) {
    try {
      delivery.run();
    } catch (RuntimeException | StackOverflowError e) {
      report(e, channel);
    }
  }

  private static void report(Throwable fault, WireChannel channel) {
    LOG.atError()
        .addKeyValue("source", channel.flow().source())
        .setCause(fault)
        .log("A SIP message could not be processed");
  }

  private void refuse(
      byte[] bytes, int length, Envelope envelope, Fault fault, WireChannel channel) {
    guard.malformed(channel.remote().getAddress(), fault.reason());
    answer(bytes, length, envelope, fault, channel);
  }

  private void answer(
      byte[] bytes, int length, Envelope envelope, Fault fault, WireChannel channel) {
    refused.increment();
    if (envelope.isResponse() || envelope.isAck()) {
      return;
    }
    Refusal.of(bytes, length, fault, channel.remote()).ifPresent(answer -> send(answer, channel));
  }

  private static void send(byte[] answer, WireChannel channel) {
    try {
      channel.send(answer);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("peer", channel.flow().source()).log("A refusal was not sent");
    }
  }
}
