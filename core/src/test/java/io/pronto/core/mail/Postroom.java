package io.pronto.core.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.pronto.core.people.EmailAddress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;

/** A mail server on a port of its own, which may be stopped and started again. */
final class Postroom implements AutoCloseable {
  private final int port;
  private GreenMail server;

  private Postroom(int port) {
    this.port = port;
  }

  /** One that does not run yet. */
  static Postroom closed() {
    try (var socket = new ServerSocket(0)) {
      return new Postroom(socket.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Postroom open() {
    var made = closed();
    made.start();
    return made;
  }

  void start() {
    server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
  }

  SmtpServer address() {
    return SmtpServer.of("smtp://127.0.0.1:" + port);
  }

  /** What has come for {@code address}. */
  List<Message> of(EmailAddress address) {
    return Stream.of(server.getReceivedMessages())
        .map(Message.class::cast)
        .filter(message -> isFor(message, address))
        .toList();
  }

  private static boolean isFor(Message message, EmailAddress address) {
    try {
      return message.getAllRecipients()[0].toString().equals(address.value());
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  void stop() {
    if (server != null) {
      server.stop();
    }
  }
}
