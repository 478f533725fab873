package io.pronto.api.web;

import io.pronto.api.contract.Fault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes replies and problems. */
final class Responses {
  private static final int CHUNK = 64 * 1024;
  private static final long PATIENCE_SECONDS = 60;
  private static final Map<String, String> SAFE =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

  private Responses() {}

  static void prepare(HttpServerResponse response, String requestId) {
    SAFE.forEach(response::putHeader);
    response.putHeader("X-Request-Id", requestId);
  }

  static void send(HttpServerResponse response, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Json json ->
          response
              .setStatusCode(json.status())
              .putHeader("Content-Type", "application/json")
              .end(json.body().toBuffer());
      case Reply.Document document ->
          response
              .setStatusCode(document.status())
              .putHeader("Content-Type", document.type())
              .end(document.body().toBuffer());
      case Reply.Empty _ -> response.setStatusCode(204).end();
      case Reply.Redirect redirect ->
          response.setStatusCode(302).putHeader("Location", redirect.location()).end();
      case Reply.Unchanged _ -> response.setStatusCode(304).end();
      case Reply.With with -> {
        with.headers().forEach(response::putHeader);
        send(response, with.reply());
      }
      case Reply.Accepted _ -> response.setStatusCode(202).end();
      case Reply.Text text -> {
        response.putHeader("Content-Type", text.type());
        text.headers().forEach(response::putHeader);
        response.end(text.body());
      }
      case Reply.Bytes bytes -> {
        response.setStatusCode(bytes.status());
        bytes.headers().forEach(response::putHeader);
        if (bytes.length() < 0) {
          response.setChunked(true);
        } else {
          response.putHeader("Content-Length", Long.toString(bytes.length()));
        }
        try (var out = new BufferedOutputStream(new Body(response), CHUNK)) {
          bytes.source().writeTo(out);
        }
        response.end();
      }
    }
  }

  /** Refuses as identity providers are refused. */
  static void sendScim(HttpServerResponse response, Problem problem) {
    problem.headers().forEach(response::putHeader);
    response
        .setStatusCode(ScimError.status(problem))
        .putHeader("Content-Type", ScimError.TYPE)
        .end(ScimError.json(problem).toBuffer());
  }

  static void send(HttpServerResponse response, Problem problem, String requestId) {
    problem.headers().forEach(response::putHeader);
    var body =
        new JsonObject()
            .put("type", "urn:pronto:problem:" + problem.code())
            .put("title", title(problem.status()))
            .put("status", problem.status())
            .put("detail", problem.getMessage())
            .put("code", problem.code())
            .put("errors", new JsonArray(problem.faults().stream().map(Fault::json).toList()))
            .put("request_id", requestId);
    response
        .setStatusCode(problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .end(body.toBuffer());
  }

  private static String title(int status) {
    return switch (status) {
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      default -> io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    };
  }

  /** A response's body as a stream that blocks while the peer is slow. */
  private static final class Body extends OutputStream {
    private final HttpServerResponse response;

    Body(HttpServerResponse response) {
      this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      await(response.write(Buffer.buffer(length).appendBytes(bytes, offset, length)));
    }

    private static void await(Future<Void> written) throws IOException {
      try {
        written
            .recover(gone -> Future.failedFuture(new IOException("The peer has gone", gone)))
            .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new IOException("The peer reads nothing", e);
      }
    }
  }
}
