package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkHealth;
import io.pronto.sip.stack.Asking;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.Set;
import javax.sip.message.Request;

/** Asks a carrier by OPTIONS whether it is there (RFC 3261, section 11). */
final class Question {
  /** How long an answer may take: four transmissions over UDP. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  /** What says that nobody is there, or nobody who can take calls. */
  private static final Set<Integer> NOT_THERE = Set.of(408, 503, 504);

  private final SipStack stack;
  private final Trunks trunks;

  Question(SipStack stack, Trunks trunks) {
    this.stack = stack;
    this.trunks = trunks;
  }

  /** Asks once, and judges the trunk by what comes of it. */
  void ask(Line line, TrunkHealth health) {
    var trunk = line.trunk();
    try {
      var flow = stack.route(CarrierUri.of(trunk));
      line.flow(flow);
      switch (Asking.ask(stack, request(trunk, flow), flow, patience(health))) {
        case Asking.Heard.Answer(var response) -> {
          int status = response.getStatusCode();
          if (NOT_THERE.contains(status)) {
            trunks.silent(trunk, "OPTIONS was answered " + status);
          } else {
            trunks.heard(trunk);
          }
        }
        case Asking.Heard.Nothing _ -> trunks.silent(trunk, "OPTIONS was not answered");
        case Asking.Heard.Broken(var why) -> trunks.silent(trunk, why);
      }
    } catch (SendFailed e) {
      trunks.silent(trunk, e.getMessage());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration patience(TrunkHealth health) {
    var interval = Duration.ofSeconds(health.interval());
    return interval.compareTo(PATIENCE) < 0 ? interval : PATIENCE;
  }

  private Request request(Trunk trunk, Flow flow) {
    var uri = CarrierUri.of(trunk);
    var us = Messages.address(stack.contact(flow));
    var request =
        Messages.request(
            Request.OPTIONS,
            uri,
            Messages.from(us, Messages.newTag()),
            Messages.to(Messages.address(uri)),
            Messages.newCallId(),
            1);
    request.setHeader(Messages.contact(us));
    return request;
  }
}
