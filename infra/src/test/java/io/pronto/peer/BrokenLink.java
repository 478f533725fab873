package io.pronto.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A link to a web server on which connections break: those by which something is asked whose first
 * line has one of some words in it. Each connection carries one request.
 */
public final class BrokenLink implements AutoCloseable {
  private final URI beyond;
  private final ServerSocket door;
  private final AtomicInteger broken = new AtomicInteger();
  private volatile List<String> words = List.of();

  /** One to {@code beyond} that is whole as yet. */
  public BrokenLink(URI beyond) throws IOException {
    this.beyond = beyond;
    this.door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("broken-link").start(this::work);
  }

  /** Where it begins. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /** Has it break where one of {@code words} is asked for, and nowhere else. */
  public void breaksAt(List<String> words) {
    this.words = words;
  }

  /** How often it broke. */
  public int broken() {
    return broken.get();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void work() {
    try {
      while (true) {
        var client = door.accept();
        Thread.ofVirtual().start(() -> carry(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void carry(Socket client) {
    try (client) {
      var head = head(client.getInputStream());
      var asked = head.lines().findFirst().orElse("");
      if (words.stream().anyMatch(asked::contains)) {
        broken.incrementAndGet();
        return;
      }
      try (var server = new Socket(beyond.getHost(), beyond.getPort())) {
        var once = head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        server.getOutputStream().write(once.getBytes(ISO_8859_1));
        Thread.ofVirtual().start(() -> pour(client, server));
        server.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException either) {
      return;
    }
  }

  private static void pour(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
    } catch (IOException over) {
      return;
    }
  }

  /** Up to the empty line. */
  private static String head(InputStream from) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = from.read();
      if (next < 0) {
        throw new IOException("It ended in its head");
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }
}
