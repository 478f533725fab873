package io.pronto.media.speech;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vosk.Model;
import org.vosk.Recognizer;

/**
 * The decoding process while it listens to a call: a recogniser for each of the two parties, whose
 * pieces come in turn. Of a piece the first byte names the party; so does the byte after the number
 * of a silence. Answers are the number of samples left out, the party, and Vosk's JSON.
 */
final class ListenerMain {
  private static final int RATE = 8_000;

  private final DataInputStream in;
  private final DataOutputStream out;

  ListenerMain(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Serves one call, to its end. */
  void serve(Model model) throws IOException {
    try (var caller = new Party(model, 0);
        var called = new Party(model, 1)) {
      while (true) {
        var frame = Frame.read(in);
        switch (frame.kind()) {
          case AUDIO -> party(caller, called, frame.content()[0]).hear(frame.content());
          case HUSH -> party(caller, called, frame.content()[0]).settle();
          case SILENCE ->
              party(caller, called, frame.content()[Long.BYTES]).leaveOut(frame.number());
          case END -> {
            caller.settle();
            called.settle();
            Frame.write(out, Frame.Kind.DONE, new byte[0]);
            out.flush();
            return;
          }
          case BEGIN, RESULT, DONE, FAILED, LISTEN, PARTIAL ->
              throw new IOException("Unexpected " + frame.kind());
        }
        out.flush();
      }
    }
  }

  private static Party party(Party caller, Party called, byte side) {
    return side == 0 ? caller : called;
  }

  private final class Party implements AutoCloseable {
    private final Recognizer recogniser;
    private final byte side;
    private long leftOut;
    private String mayChange = "";

    Party(Model model, int side) throws IOException {
      this.recogniser = new Recognizer(model, RATE);
      this.side = (byte) side;
      // With their words' times, guesses would be two seconds late: they come from the lattice.
      recogniser.setWords(true);
    }

    void hear(byte[] piece) throws IOException {
      var pcm = Arrays.copyOfRange(piece, 1, piece.length);
      if (recogniser.acceptWaveForm(pcm, pcm.length)) {
        settled(recogniser.getResult());
      } else {
        guess(recogniser.getPartialResult());
      }
    }

    void settle() throws IOException {
      settled(recogniser.getFinalResult());
    }

    void leaveOut(long samples) throws IOException {
      settle();
      leftOut += samples;
    }

    @Override
    public void close() {
      recogniser.close();
    }

    /** What was only guessed is taken back even where nothing is certain in its place. */
    private void settled(String result) throws IOException {
      boolean heard = !new JsonObject(result).getString("text", "").isEmpty();
      if (heard || !mayChange.isEmpty()) {
        mayChange = "";
        tell(Frame.Kind.RESULT, result);
      }
    }

    private void guess(String result) throws IOException {
      var text = new JsonObject(result).getString("partial", "");
      if (!text.equals(mayChange)) {
        mayChange = text;
        tell(Frame.Kind.PARTIAL, result);
      }
    }

    private void tell(Frame.Kind kind, String result) throws IOException {
      var json = result.getBytes(UTF_8);
      var content = ByteBuffer.allocate(Long.BYTES + 1 + json.length);
      Frame.write(out, kind, content.putLong(leftOut).put(side).put(json).array());
    }
  }
}
