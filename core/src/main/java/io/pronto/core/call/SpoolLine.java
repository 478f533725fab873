package io.pronto.core.call;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A line of the spool: {@code live} or {@code done}, a space, the call's id, a space, the CDR as
 * JSON.
 *
 * @param done whether the call has ended
 */
record SpoolLine(boolean done, CallId call, byte[] json) {
  private static final int ID = 5;
  private static final int JSON = ID + CallId.next().value().length() + 1;

  /** A line with its end, ready to be written. */
  static byte[] write(boolean done, CallId call, byte[] json) {
    return ByteBuffer.allocate(JSON + json.length + 1)
        .put(head(done, call))
        .put(json)
        .put((byte) '\n')
        .array();
  }

  /** Reads a line without its end; throws {@link IllegalArgumentException} if it is none. */
  static SpoolLine read(byte[] line) {
    if (line.length <= JSON) {
      throw new IllegalArgumentException("Too short for a line of the spool");
    }
    var call = new CallId(new String(line, ID, JSON - 1 - ID, US_ASCII));
    boolean done = line[0] == 'd';
    if (!Arrays.equals(head(done, call), 0, JSON, line, 0, JSON)) {
      throw new IllegalArgumentException("Not a line of the spool");
    }
    return new SpoolLine(done, call, Arrays.copyOfRange(line, JSON, line.length));
  }

  private static byte[] head(boolean done, CallId call) {
    return ((done ? "done " : "live ") + call + ' ').getBytes(US_ASCII);
  }
}
