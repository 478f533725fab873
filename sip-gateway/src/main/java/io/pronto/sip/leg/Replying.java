package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Replies;
import java.util.function.Consumer;
import javax.sip.message.Response;

/** Brings the replies to a request to its leg, on the call's thread. */
record Replying(Mailbox mailbox, Consumer<SIPResponse> responses, Consumer<Failure> failures)
    implements Replies {
  @Override
  public void response(Response response) {
    mailbox.post(() -> responses.accept((SIPResponse) response));
  }

  @Override
  public void failed(Failure failure) {
    mailbox.post(() -> failures.accept(failure));
  }

  /** The status that stands for a failure: 408 or 503 (RFC 3261, section 8.1.3.1). */
  static int status(Failure failure) {
    return switch (failure) {
      case TIMEOUT -> 408;
      case TRANSPORT -> 503;
    };
  }
}
