package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.live.Binding;
import io.pronto.sip.phone.Asking;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether devices still answer, and what becomes of those that do not. */
class ReachabilityTest {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Site site = Site.usual();
  private final Credentials desk = Site.device();
  private Reachability reachability;

  @AfterEach
  void close() {
    if (reachability != null) {
      reachability.close();
    }
    site.close();
  }

  @Test
  void aPhoneThatVanishesIsTriedLastAfterThreeMisses() {
    var phone = site.udp(desk);
    phone.register();
    ask();
    Site.await(() -> hits() > 0);

    phone.vanish();

    Site.await(() -> site.counted("pronto.sip.reachability", "turned", "down") == 1);
    assertThat(misses()).isEqualTo(3);
    assertThat(binding().reachable()).isFalse();
    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(1);
  }

  @Test
  void oneMissChangesNothing() throws IOException {
    try (var phone = registeredAt(new DatagramSocket())) {
      var silent = new AtomicInteger(1);
      ask();

      var answering = answer(phone, silent);

      Site.await(() -> misses() == 1 && hits() >= 2);
      assertThat(site.counted("pronto.sip.reachability", "turned", "down")).isZero();
      assertThat(binding().reachable()).isTrue();
      answering.interrupt();
    }
  }

  @Test
  void oneAnswerIsEnoughToComeBack() throws IOException {
    try (var phone = registeredAt(new DatagramSocket())) {
      ask();
      Site.await(() -> !binding().reachable());

      var answering = answer(phone, new AtomicInteger());

      Site.await(() -> site.counted("pronto.sip.reachability", "turned", "up") == 1);
      assertThat(binding().reachable()).isTrue();
      answering.interrupt();
    }
  }

  @Test
  void aPhoneOverTcpIsAskedOverItsOwnConnection() {
    site.tcp(desk).register();
    ask();

    Site.await(() -> hits() > 1);

    assertThat(site.stack.connections()).isEqualTo(1);
    assertThat(misses()).isZero();
  }

  @Test
  void whoIsNotThereIsAskedNoMoreAndLeavesNothingBehind() {
    var phone = site.udp(desk);
    phone.register();
    phone.vanish();
    ask();
    Site.await(() -> misses() > 0);

    reachability.close();

    var client = site.meters.get("pronto.sip.transactions").tag("side", "client").gauge();
    Site.await(() -> client.value() == 0);
  }

  @Test
  void manyAreAskedOneAfterTheOther() {
    var organisation = Ground.organisation();
    IntStream.range(0, 40)
        .mapToObj(i -> site.udp(Site.device(organisation, "phone-" + i)))
        .forEach(TestPhone::register);
    reachability = asking(Duration.ofSeconds(8));

    Site.await(() -> hits() > 0);

    assertThat(hits()).isLessThan(20);
    Site.await(() -> hits() >= 40);
  }

  @Test
  void aBrokenConnectionEndsWhatWasRegisteredByIt() {
    var phone = site.tcp(desk);
    var other = site.udp(desk);
    phone.register();
    other.register();
    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(2);

    phone.close();

    Site.await(() -> site.registrations.of(Site.nameOf(desk)).size() == 1);
    assertThat(binding().transport()).isEqualTo("udp");
  }

  @Test
  void aPhoneThatAnswersAtItsContactSurvivesItsConnection() throws IOException {
    try (var listening = new ServerSocket(0, 10, site.address().getAddress())) {
      var phone = site.tcp(desk);
      var at = "127.0.0.1:" + listening.getLocalPort();
      Asking.ask(
          phone, Asking.register(phone, "a", 1, List.of("<sip:a@" + at + ";transport=tcp>")));
      Thread.ofVirtual().start(() -> answerOver(listening));

      phone.close();

      Site.await(() -> binding().remote().equals(at));
    }
  }

  @Test
  void aStoppedServerKeepsWhatIsRegistered() {
    var phone = site.tcp(desk);
    phone.register();

    site.stack.close();

    Site.await(() -> site.stack.connections() == 0);
    assertThat(site.registrations.of(Site.nameOf(desk))).hasSize(1);
  }

  private void ask() {
    reachability = asking(INTERVAL);
  }

  private Reachability asking(Duration interval) {
    return new Reachability(
        site.stack,
        site.registrations,
        new Reachability.Settings(interval, PATIENCE, 3),
        site.meters);
  }

  private Binding binding() {
    return site.registrations.of(Site.nameOf(desk)).getFirst();
  }

  private double hits() {
    return site.counted("pronto.sip.options", "answer", "hit");
  }

  private double misses() {
    return site.counted("pronto.sip.options", "answer", "miss");
  }

  /** Registers a bare socket, which answers nothing by itself. */
  private DatagramSocket registeredAt(DatagramSocket socket) {
    var phone = site.udp(desk);
    var contact = "<sip:a@127.0.0.1:" + socket.getLocalPort() + ">";
    var challenge = phone.exchange(Asking.register(phone, "a", 1, List.of(contact)));
    var request = Asking.register(phone, "a", 1, List.of(contact));
    var answering = Asking.answering(phone, challenge, request);
    var via = answering.header("Via").replace(";rport", "");
    phone.exchange(answering.without("Via").with("Via", via));
    return socket;
  }

  /** Answers OPTIONS, all but the first {@code silent} questions, repetitions apart. */
  private static Thread answer(DatagramSocket socket, AtomicInteger silent) {
    return Thread.ofVirtual()
        .start(
            () -> {
              var ignored = "";
              try {
                while (true) {
                  var packet = new DatagramPacket(new byte[65_535], 65_535);
                  socket.receive(packet);
                  var text =
                      new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                  var request = SipMessage.parse(text);
                  if (silent.get() > 0) {
                    silent.decrementAndGet();
                    ignored = request.header("Call-ID");
                  } else if (!ignored.equals(request.header("Call-ID"))) {
                    var bytes = ok(request).getBytes(StandardCharsets.UTF_8);
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                  }
                }
              } catch (IOException closed) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void answerOver(ServerSocket listening) {
    try (var connection = listening.accept()) {
      var text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        text.append((char) connection.getInputStream().read());
      }
      var answer = ok(SipMessage.parse(text.toString()));
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      connection.getInputStream().read();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String ok(SipMessage request) {
    var response = SipMessage.of("SIP/2.0 200 OK");
    for (var name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
      response = response.with(name, request.header(name));
    }
    return response.toString();
  }
}
