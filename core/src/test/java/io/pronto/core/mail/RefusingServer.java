package io.pronto.core.mail;

import io.pronto.core.people.EmailAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Speaks as much of SMTP as it takes to refuse every recipient in some words. */
final class RefusingServer implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final String words;

  RefusingServer(String words) throws IOException {
    this.words = words;
    Thread.ofVirtual().start(this::listen);
  }

  SmtpServer address() {
    return SmtpServer.of("smtp://127.0.0.1:" + socket.getLocalPort());
  }

  /** How often {@code address} was refused. */
  long refused(EmailAddress address) {
    return refused.stream().filter(line -> line.contains('<' + address.value() + '>')).count();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void listen() {
    try {
      while (true) {
        var peer = socket.accept();
        Thread.ofVirtual().start(() -> answer(peer));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void answer(Socket peer) {
    try (peer) {
      var in =
          new BufferedReader(
              new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
      say(peer, "220 refusing");
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("RCPT")) {
          say(peer, words);
          refused.add(line);
        } else {
          say(peer, "250 yes");
        }
      }
    } catch (IOException gone) {
      // The sender has hung up.
    }
  }

  private static void say(Socket peer, String line) throws IOException {
    peer.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
