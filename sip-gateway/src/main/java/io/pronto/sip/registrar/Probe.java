package io.pronto.sip.registrar;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.sip.stack.Asking;
import io.pronto.sip.stack.Asking.Heard;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.Set;
import javax.sip.address.SipURI;
import javax.sip.message.Request;

/**
 * Asks a device whether it is there (RFC 3261, section 11). Whatever it answers, it has answered;
 * only what a proxy says in its place does not count.
 */
final class Probe {
  private static final Set<Integer> SAID_BY_A_PROXY = Set.of(408, 430, 503, 504);

  private final SipStack stack;
  private final Duration patience;

  /** A probe that waits for {@code patience}. */
  Probe(SipStack stack, Duration patience) {
    this.stack = stack;
    this.patience = patience;
  }

  /** Whether the device of {@code binding} answers in time, by whichever flow leads to it. */
  boolean answers(Binding binding) {
    try {
      for (var flow : Target.of(binding).flows(stack)) {
        if (answers(binding, flow)) {
          return true;
        }
      }
      return false;
    } catch (SendFailed nowhere) {
      return false;
    }
  }

  /** Whether the device of {@code binding} answers in time along {@code flow}. */
  boolean answers(Binding binding, Flow flow) {
    try {
      return switch (Asking.ask(stack, question(binding, flow), flow, patience)) {
        case Heard.Answer(var response) -> !SAID_BY_A_PROXY.contains(response.getStatusCode());
        case Heard.Nothing _, Heard.Broken _ -> false;
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Request question(Binding binding, Flow flow) {
    var name = binding.addressOfRecord();
    var request =
        Messages.request(
            Request.OPTIONS,
            Messages.uri(binding.contact()),
            Messages.from(Messages.address(us(name)), Messages.newTag()),
            Messages.to(Messages.address(Messages.sipUri(name.username(), name.domain()))),
            Messages.newCallId(),
            1);
    Target.of(binding).address(request);
    request.setHeader(Messages.contact(Messages.address(stack.contact(flow))));
    return request;
  }

  private static SipURI us(AddressOfRecord name) {
    return Messages.sipUri("pronto", name.domain());
  }
}
