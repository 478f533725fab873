package io.pronto.sip.stack;

import io.pronto.sip.wire.Flow;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handlers of a server that takes no calls: OPTIONS are answered, all else is put off. */
public final class NoCalls implements Handlers {
  private static final Logger LOG = LoggerFactory.getLogger(NoCalls.class);
  private static final int RETRY_SECONDS = 30;

  private final SipStack stack;

  /** Answers through {@code stack}. */
  public NoCalls(SipStack stack) {
    this.stack = stack;
  }

  @Override
  public void request(IncomingRequest request) {
    if (request.transaction().isPresent()) {
      Thread.startVirtualThread(() -> answer(request));
    }
  }

  @Override
  public void stray(Response response, Flow flow) {
    // Nothing was ever asked.
  }

  private void answer(IncomingRequest incoming) {
    boolean options = incoming.is(Request.OPTIONS);
    var response = Messages.response(incoming.request(), options ? 200 : 503);
    response.setHeader(
        options
            ? Messages.header("Allow", "OPTIONS")
            : Messages.header("Retry-After", "" + RETRY_SECONDS));
    try {
      stack.respond(incoming, response);
    } catch (SendFailed e) {
      LOG.atDebug().setCause(e).log("Nobody there to be answered");
    }
  }
}
