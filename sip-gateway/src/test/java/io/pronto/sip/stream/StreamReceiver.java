package io.pronto.sip.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.sip.phone.Sound;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A customer's server that hears calls, on a free port of 127.0.0.1. */
public final class StreamReceiver implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;
  private static final int SMALL = 8 * 1024;

  private final HttpServer server;
  private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
  private final BlockingQueue<ServerWebSocket> closed = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
  private final List<JsonObject> all = new CopyOnWriteArrayList<>();

  /** One that takes what comes, or nothing until its socket is resumed. */
  public StreamReceiver(boolean takes) {
    server =
        Ground.vertx()
            .createHttpServer(new HttpServerOptions().setReceiveBufferSize(SMALL))
            .webSocketHandler(socket -> take(socket, takes))
            .listen(0, "127.0.0.1")
            .await();
  }

  private void take(ServerWebSocket socket, boolean takes) {
    socket.textMessageHandler(
        text -> {
          all.add(new JsonObject(text));
          messages.add(new JsonObject(text));
        });
    socket.closeHandler(_ -> closed.add(socket));
    if (!takes) {
      socket.pause();
    }
    tokens.add(String.valueOf(socket.headers().get("Authorization")));
    sockets.add(socket);
  }

  /** Where it is reached. */
  public URI url() {
    return URI.create("ws://127.0.0.1:%d/hear".formatted(server.actualPort()));
  }

  /** The next one who connects. */
  public ServerWebSocket awaitSocket() {
    return await(sockets, "a connection");
  }

  /** What the next one has shown. */
  public String awaitToken() {
    return await(tokens, "a connection");
  }

  /** Returns when the next socket is closed. */
  public void awaitClosed() {
    await(closed, "the end of a connection");
  }

  /** The next message of that kind; those before it are passed over. */
  public JsonObject await(String event) {
    while (true) {
      var message = await(messages, "a message '%s' after %s".formatted(event, kinds()));
      if (message.getString("event").equals(event)) {
        return message;
      }
    }
  }

  /** Returns once {@code hertz} is most of a piece of what {@code track} says. */
  public JsonObject awaitTone(String track, double hertz) {
    while (true) {
      var media = await("media");
      if (media.getString("track").equals(track) && sound(List.of(media)).share(hertz) > 0.5) {
        return media;
      }
    }
  }

  /** All that has come so far. */
  public List<JsonObject> all() {
    return List.copyOf(all);
  }

  /** What came of that kind. */
  public List<JsonObject> all(String event) {
    return all.stream().filter(message -> message.getString("event").equals(event)).toList();
  }

  /** All that {@code track} has said. */
  public Sound heard(String track) {
    return sound(
        all("media").stream().filter(media -> media.getString("track").equals(track)).toList());
  }

  /** The samples of a {@code media}. */
  public static short[] samples(JsonObject media) {
    return sound(List.of(media)).samples();
  }

  private static Sound sound(List<JsonObject> media) {
    var pieces =
        media.stream().map(one -> Base64.getDecoder().decode(one.getString("payload"))).toList();
    var bytes = ByteBuffer.allocate(pieces.stream().mapToInt(piece -> piece.length).sum());
    pieces.forEach(bytes::put);
    var samples = new short[bytes.capacity() / 2];
    bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return new Sound(samples);
  }

  private List<String> kinds() {
    return all.stream().map(message -> message.getString("event")).distinct().toList();
  }

  private static <T> T await(BlockingQueue<T> queue, String what) {
    try {
      var next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as(what).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close().await();
  }
}
