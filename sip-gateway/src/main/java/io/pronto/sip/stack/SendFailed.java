package io.pronto.sip.stack;

/** A request or response could not be sent: no connection, no route, no such name. */
public final class SendFailed extends Exception {
  private static final long serialVersionUID = 1;

  SendFailed(String message, Throwable cause) {
    super(message, cause);
  }

  SendFailed(String message) {
    super(message);
  }
}
