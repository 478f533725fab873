package io.pronto.media.speech;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.vosk.LibVosk;
import org.vosk.LogLevel;
import org.vosk.Model;
import org.vosk.Recognizer;

/**
 * The decoding process: turns {@link Frame}s of sound on its standard input into frames of results
 * on a channel of its own, one sound or one call after another on its one thread, until the input
 * ends. A model is loaded once and kept; a recogniser serves one sound and is closed with it.
 */
public final class DecoderMain {
  private static final int RATE = 8_000;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final Map<String, Model> models = new HashMap<>();

  private DecoderMain(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Serves until the parent closes the input or goes away. */
  public static void main(String[] args) throws IOException {
    var answers = new BufferedOutputStream(new FileOutputStream(ChildJvm.ANSWERS));
    var decoder = new DecoderMain(new DataInputStream(System.in), new DataOutputStream(answers));
    try {
      LibVosk.setLogLevel(LogLevel.WARNINGS);
      decoder.serve();
    } catch (EOFException parentIsGone) {
      return;
    } catch (Exception | LinkageError e) {
      decoder.fail(e);
    }
  }

  private void serve() throws IOException {
    while (true) {
      var frame = Frame.read(in);
      if (frame.kind() == Frame.Kind.BEGIN) {
        decode(model(new String(frame.content(), UTF_8)));
      } else if (frame.kind() == Frame.Kind.LISTEN) {
        new ListenerMain(in, out).serve(model(new String(frame.content(), UTF_8)));
      }
    }
  }

  private Model model(String folder) throws IOException {
    var loaded = models.get(folder);
    if (loaded == null) {
      loaded = new Model(folder);
      models.put(folder, loaded);
    }
    return loaded;
  }

  private void decode(Model model) throws IOException {
    try (var recogniser = new Recognizer(model, RATE)) {
      recogniser.setWords(true);
      long leftOut = 0;
      while (true) {
        var frame = Frame.read(in);
        switch (frame.kind()) {
          case AUDIO -> {
            if (recogniser.acceptWaveForm(frame.content(), frame.content().length)) {
              tell(leftOut, recogniser.getResult());
            }
          }
          case SILENCE -> {
            tell(leftOut, recogniser.getFinalResult());
            leftOut += frame.number();
          }
          case END -> {
            tell(leftOut, recogniser.getFinalResult());
            Frame.write(out, Frame.Kind.DONE, new byte[0]);
            out.flush();
            return;
          }
          case BEGIN, RESULT, DONE, FAILED, LISTEN, HUSH, PARTIAL ->
              throw new IOException("Unexpected " + frame.kind());
        }
      }
    }
  }

  private void tell(long leftOut, String result) throws IOException {
    var json = result.getBytes(UTF_8);
    var content = ByteBuffer.allocate(Long.BYTES + json.length).putLong(leftOut).put(json);
    Frame.write(out, Frame.Kind.RESULT, content.array());
  }

  private void fail(Throwable cause) throws IOException {
    Frame.write(out, Frame.Kind.FAILED, cause.toString().getBytes(UTF_8));
    out.flush();
    System.exit(1);
  }
}
