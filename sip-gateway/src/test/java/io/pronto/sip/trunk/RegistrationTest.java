package io.pronto.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkPolicy;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.stack.Credentials;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sip.message.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How we come to be registered, and remain so. */
class RegistrationTest {
  private static final Registration.Pace QUICK =
      new Registration.Pace(Duration.ofHours(1), Duration.ofMillis(40), Duration.ofMillis(200));

  private final BlockingQueue<SipMessage> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> turns = new LinkedBlockingQueue<>();
  private final SipStack stack = stack();
  private final TestPhone carrier =
      TestPhone.carrier(
          new InetSocketAddress("127.0.0.1", stack.port()), InetAddress.ofLiteral("127.0.0.11"));

  @AfterEach
  void close() {
    carrier.close();
    stack.close();
  }

  @Test
  void aCarrierThatCannotNowIsAskedAgainUntilItCan() throws Exception {
    answering(
        request ->
            asked.size() <= 3
                ? SipMessage.responding(request, "500 Server Internal Error")
                : accepted(request, 3600));

    var registration = registration();

    assertThat(turns.poll(10, TimeUnit.SECONDS)).isFalse();
    assertThat(turns.poll(10, TimeUnit.SECONDS)).isTrue();
    assertThat(registration.isRegistered()).isTrue();
    assertThat(registration.state().sipStatus()).isEqualTo(200);
    assertThat(asked).hasSize(4);
    assertThat(asked.stream().map(request -> request.header("Call-ID")).distinct()).hasSize(1);
    registration.end(Duration.ofSeconds(1));
    assertThat(asked.stream().toList().getLast().header("Expires")).isEqualTo("0");
  }

  @Test
  void aCarrierThatWantsToBeAskedForMoreIs() throws Exception {
    answering(
        request ->
            request.header("Expires").equals("7200")
                ? accepted(request, 7200)
                : SipMessage.responding(request, "423 Interval Too Brief")
                    .with("Min-Expires", "7200"));

    var registration = registration();

    assertThat(turns.poll(10, TimeUnit.SECONDS)).isTrue();
    assertThat(registration.state().expiresAt()).isPresent();
    registration.end(Duration.ofMillis(200));
  }

  @Test
  void whoseConnectionIsGoneRegistersAtOnce() throws Exception {
    answering(request -> accepted(request, 3600));
    var registration = registration();
    assertThat(turns.poll(10, TimeUnit.SECONDS)).isTrue();
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();

    registration.lost();

    assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
    registration.end(Duration.ofMillis(200));
  }

  private void answering(Function<SipMessage, SipMessage> answers) {
    carrier.answerBy(
        request -> {
          asked.add(request);
          return Optional.of(answers.apply(request));
        });
  }

  private Registration registration() {
    var address = carrier.address();
    var trunk =
        new Trunk(
            "trk_1",
            "car_1",
            "carrier",
            address.getAddress().getHostAddress(),
            address.getPort(),
            "udp",
            List.of(),
            OptionalInt.empty());
    assertThat(trunk.policy()).isEqualTo(TrunkPolicy.USUAL);
    return new Registration(
        stack,
        trunk,
        new Credentials("us", "secret", Optional.empty()),
        QUICK,
        InstantSource.system(),
        registration -> turns.add(registration.isRegistered()));
  }

  private static SipMessage accepted(SipMessage request, int seconds) {
    return SipMessage.responding(request, "200 OK")
        .with("Contact", request.header("Contact") + ";expires=" + seconds);
  }

  private static SipStack stack() {
    var meters = new SimpleMeterRegistry();
    var stack = new SipStack(SipSettings.loopback("pronto.local"), new Guard(meters), meters);
    try {
      stack.start(
          new Handlers() {
            @Override
            public void request(IncomingRequest request) {
              throw new AssertionError("Nobody asks us");
            }

            @Override
            public void stray(Response response, Flow flow) {
              // An answer that came too late for whoever asked.
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return stack;
  }
}
