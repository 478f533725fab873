package io.pronto.sip.registrar;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.Replies;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sip.ClientTransaction;
import javax.sip.ObjectInUseException;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;

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
    var answer = new ArrayBlockingQueue<Boolean>(2);
    try {
      var transaction = stack.send(question(binding, flow), flow, new Answers(answer));
      var heard = answer.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (heard == null) {
        giveUp(transaction);
      }
      return heard != null && heard;
    } catch (SendFailed broken) {
      return false;
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

  /** Nothing more is to be repeated to a device that is not there. */
  private static void giveUp(ClientTransaction transaction) {
    try {
      transaction.terminate();
    } catch (ObjectInUseException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Answers(BlockingQueue<Boolean> queue) implements Replies {
    @Override
    public void response(Response response) {
      int status = response.getStatusCode();
      if (status >= 200) {
        queue.offer(!SAID_BY_A_PROXY.contains(status));
      }
    }

    @Override
    public void failed(Failure failure) {
      queue.offer(false);
    }
  }
}
