package io.pronto.sip.stack;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sip.ClientTransaction;
import javax.sip.ObjectInUseException;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Asks a peer something outside any dialog, and waits for what it says. */
public final class Asking {
  private static final int FINAL = 200;

  private Asking() {}

  /** What came of it. */
  public sealed interface Heard {
    /** A final response. */
    record Answer(SIPResponse response) implements Heard {}

    /** Nothing in time. */
    record Nothing() implements Heard {}

    /** No way there, or the way broke. */
    record Broken(String why) implements Heard {}
  }

  /** Sends {@code request} along {@code flow} and waits for {@code patience} at most. */
  public static Heard ask(SipStack stack, Request request, Flow flow, Duration patience)
      throws InterruptedException {
    var heard = new ArrayBlockingQueue<Heard>(2);
    try {
      var transaction = stack.send(request, flow, new Answers(heard));
      var first = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        giveUp(transaction);
        return new Heard.Nothing();
      }
      return first;
    } catch (SendFailed e) {
      return new Heard.Broken(e.getMessage());
    }
  }

  /** Nothing more is to be repeated to a peer that is not there. */
  private static void giveUp(ClientTransaction transaction) {
    try {
      transaction.terminate();
    } catch (ObjectInUseException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Answers(BlockingQueue<Heard> queue) implements Replies {
    @Override
    public void response(Response response) {
      if (response.getStatusCode() >= FINAL) {
        queue.offer(new Heard.Answer((SIPResponse) response));
      }
    }

    @Override
    public void failed(Failure failure) {
      queue.offer(
          switch (failure) {
            case TIMEOUT -> new Heard.Nothing();
            case TRANSPORT -> new Heard.Broken("The connection broke");
          });
    }
  }
}
