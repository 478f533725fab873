package io.pronto.api.web;

import io.pronto.api.contract.Operation;
import io.pronto.core.sound.WavFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A table or a sound in the body of a request: it goes to a file piece by piece, once it is known
 * who sends it, and never into memory as a whole.
 */
final class Table implements AutoCloseable {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long LARGEST = 64 * MEBIBYTE;
  private static final long LARGEST_SOUND = 10 * MEBIBYTE;
  private static final Set<String> SOUNDS =
      Set.of("audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave");
  private static final long PATIENCE_SECONDS = 30;
  private static final long LINGER_MILLIS = 2_000;

  private final Operation operation;
  private final RoutingContext context;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private Optional<Path> file = Optional.empty();

  private sealed interface Piece {
    record Bytes(Buffer bytes) implements Piece {}

    record Gone() implements Piece {}

    record End() implements Piece {}
  }

  /** That of {@code context}, whose request is paused if {@code operation} takes one. */
  Table(Operation operation, RoutingContext context) {
    this.operation = operation;
    this.context = context;
  }

  /** Where it is, once it was read. */
  Optional<Path> file() {
    return file;
  }

  /** Reads it; what it is known by: its length and its hash. */
  JsonObject read() throws IOException {
    checkType();
    long most = operation.sound() ? LARGEST_SOUND : LARGEST;
    var path = Files.createTempFile(what(), "");
    file = Optional.of(path);
    var hash = sha256();
    long length = 0;
    var request = context.request();
    request
        .handler(bytes -> pieces.add(new Piece.Bytes(bytes)))
        .endHandler(_ -> pieces.add(new Piece.End()))
        .exceptionHandler(_ -> pieces.add(new Piece.Gone()));
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
    try (var out = Files.newOutputStream(path)) {
      while (next(request) instanceof Piece.Bytes(var bytes)) {
        length += bytes.length();
        if (length > most) {
          throw Problem.of(
              413, "body_too_large", "A %s has at most %d MiB".formatted(what(), most / MEBIBYTE));
        }
        out.write(bytes.getBytes());
        hash.update(bytes.getBytes());
      }
    }
    if (length == 0) {
      throw Problem.malformed("body_missing", "This needs a " + what() + " as its body", List.of());
    }
    return new JsonObject()
        .put("bytes", length)
        .put("sha256", HexFormat.of().formatHex(hash.digest()));
  }

  private Piece next(HttpServerRequest request) throws IOException {
    try {
      request.fetch(1);
      var piece = pieces.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (piece == null || piece instanceof Piece.Gone) {
        throw new IOException("The " + what() + " was not sent to its end");
      }
      return piece;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private String what() {
    return operation.sound() ? "sound" : "table";
  }

  private void checkType() {
    var type = context.request().getHeader("Content-Type");
    var plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (operation.sound()) {
      checkSound(plain);
    } else {
      checkTable(type, plain);
    }
  }

  private static void checkSound(String plain) {
    if (!SOUNDS.contains(plain)) {
      throw Problem.of(
          415,
          "unsupported_media_type",
          "Send %s, with Content-Type: audio/wav".formatted(WavFile.TAKEN));
    }
  }

  private static void checkTable(String type, String plain) {
    boolean utf8 =
        type == null
            || !type.toLowerCase(Locale.ROOT).contains("charset=")
            || type.toLowerCase(Locale.ROOT).matches(".*charset=\"?(utf-8|us-ascii)\"?.*");
    if (!plain.equals("text/csv") || !utf8) {
      throw Problem.of(
          415, "unsupported_media_type", "Send CSV in UTF-8, with Content-Type: text/csv");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes the file, and lets pass unseen what was not read, for a while. */
  @Override
  public void close() throws IOException {
    var request = context.request();
    if (operation.file() && !request.isEnded()) {
      request.handler(_ -> {}).endHandler(_ -> {}).exceptionHandler(_ -> {});
      request.resume();
      context.vertx().setTimer(LINGER_MILLIS, _ -> closeUnlessEnded(request));
    }
    if (file.isPresent()) {
      Files.deleteIfExists(file.get());
    }
  }

  private static void closeUnlessEnded(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.connection().close();
    }
  }
}
