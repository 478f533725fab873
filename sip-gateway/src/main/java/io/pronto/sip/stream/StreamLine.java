package io.pronto.sip.stream;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One connection with a server: a message is sent when the one before has left this machine. */
final class StreamLine {
  private static final short NORMAL = 1_000;

  /** What a server closes with that wants no more: done (RFC 6455, 7.4.1), or no right. */
  private static final Set<Short> FOR_GOOD = Set.of(NORMAL, (short) 1_008);

  /** Nothing more can be sent by it. */
  static final class Lost extends Exception {
    private final boolean forGood;

    Lost(String message, boolean forGood) {
      super(message, null, false, false);
      this.forGood = forGood;
    }

    /** Whether the server wants no other. */
    boolean isForGood() {
      return forGood;
    }
  }

  private final WebSocket socket;

  StreamLine(WebSocket socket) {
    this.socket = socket;
  }

  /** Sends {@code message}, and waits {@code patience} at most for it to have left. */
  void send(JsonObject message, Duration patience) throws Lost {
    try {
      socket.writeTextMessage(message.encode()).await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Lost("Nothing was taken for " + patience.toMillis() + " ms", false);
    } catch (Exception e) { // whatever befell the connection
      throw new Lost(String.valueOf(e.getMessage()), isForGood());
    }
  }

  private boolean isForGood() {
    var code = socket.closeStatusCode();
    return code != null && FOR_GOOD.contains(code);
  }

  /** Ends it: whatever has not left by then never does. */
  void close() {
    socket.close(NORMAL);
  }
}
