package io.pronto.api;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.MailSender;
import io.pronto.core.mail.MailSettings;
import io.pronto.core.mail.Pace;
import io.pronto.core.mail.SmtpServer;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.seal.MasterKey;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The API of a server that sends mail, to a real mail server, for a whole test run. */
final class MailingServer {
  private static final Pattern TOKEN = Pattern.compile("#(?:sign_up|reset)=(\\S+)");
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final GreenMail POST =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private static final String URL = start();

  private MailingServer() {}

  /** One mail, as its reader sees it. */
  record Mail(MimeMessage message, String plain) {
    /** The token of the link in it. */
    String token() {
      var link = TOKEN.matcher(plain);
      if (!link.find()) {
        throw new AssertionError("No link in " + plain);
      }
      return link.group(1);
    }

    String subject() {
      try {
        return message.getSubject();
      } catch (MessagingException e) {
        throw new AssertionError(e);
      }
    }
  }

  static Client stranger() {
    return Client.stranger().at(URL);
  }

  /** Who has signed in to the other server has signed in here too. */
  static Client as(Client client) {
    return client.at(URL);
  }

  /** What has come for {@code email}, the oldest first. */
  static List<Mail> mails(String email) {
    return Stream.of(POST.getReceivedMessages())
        .filter(message -> isFor(message, email))
        .map(MailingServer::read)
        .toList();
  }

  /** The mail for {@code email} that comes after {@code before} others. */
  static Mail next(String email, int before) {
    Waiting.until("mail for " + email, () -> mails(email).size() > before);
    return mails(email).get(before);
  }

  private static String start() {
    POST.start();
    var smtp = SmtpServer.of("smtp://127.0.0.1:" + POST.getSmtp().getPort());
    var settings = new MailSettings(List.of(smtp), new EmailAddress("pronto@example.com"));
    var _ = new MailSender(Ground.database(), MASTER, settings, Pace.DEFAULT);
    var queue = new MailQueue(MASTER, URI.create("https://pronto.example.com"));
    return "http://127.0.0.1:" + TestServer.mailing(queue).start();
  }

  private static boolean isFor(MimeMessage message, String email) {
    try {
      return message.getAllRecipients()[0].toString().equals(email);
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private static Mail read(MimeMessage message) {
    try {
      BodyPart plain = ((MimeMultipart) message.getContent()).getBodyPart(0);
      return new Mail(message, (String) plain.getContent());
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
