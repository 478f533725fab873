package io.pronto.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.mail.SmtpServer.Credentials;
import io.pronto.core.mail.SmtpServer.Encryption;
import io.pronto.core.people.EmailAddress;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;

/** Speaks SMTP (RFC 5321): hands one mail to one server. */
final class SmtpDelivery {
  private static final String CONNECT_MILLIS = "5000";
  private static final String ANSWER_MILLIS = "15000";

  /** No such mailbox, not here, or no mailbox at all (RFC 5321 section 4.2.3). */
  private static final Set<Integer> NOBODY_THERE = Set.of(550, 551, 553);

  private final SmtpServer server;
  private final Session session;

  SmtpDelivery(SmtpServer server) {
    this.server = server;
    this.session = Session.getInstance(properties(server));
  }

  private static Properties properties(SmtpServer server) {
    var properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
    properties.put("mail.smtp.timeout", ANSWER_MILLIS);
    properties.put("mail.smtp.writetimeout", ANSWER_MILLIS);
    properties.put("mail.smtp.auth", Boolean.toString(server.credentials().isPresent()));
    properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (server.encryption()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
    }
    return properties;
  }

  SmtpServer server() {
    return server;
  }

  /** Hands {@code mail} over; returns once the server answers for it. */
  void deliver(QueuedMail mail, EmailAddress from) throws NotTaken {
    try (var transport = connect()) {
      var message = message(mail, from);
      transport.sendMessage(message, message.getAllRecipients());
    } catch (MessagingException | UnsupportedEncodingException e) {
      throw new NotTaken(why(e), isForGood(e), e);
    }
  }

  /** What is wrong with the server, in words; empty when it answers and lets us in. */
  Optional<String> fault() {
    try (var transport = connect()) {
      return transport.isConnected() ? Optional.empty() : Optional.of("does not answer");
    } catch (MessagingException e) {
      return Optional.of(why(e));
    }
  }

  private Transport connect() throws MessagingException {
    var transport = session.getTransport("smtp");
    transport.connect(
        server.host(),
        server.port(),
        server.credentials().map(Credentials::user).orElse(null),
        server.credentials().map(Credentials::password).orElse(null));
    return transport;
  }

  /** No header holds a word of a person's but the address, which can hold nothing else. */
  private Message message(QueuedMail mail, EmailAddress from)
      throws MessagingException, UnsupportedEncodingException {
    var message =
        new Numbered(
            session, '<' + mail.id() + from.value().substring(from.value().lastIndexOf('@')) + '>');
    message.setFrom(new InternetAddress(from.value(), "Pronto", UTF_8.name()));
    message.setRecipients(Message.RecipientType.TO, mail.to().value());
    message.setSubject(mail.text().subject(), UTF_8.name());
    message.setSentDate(new Date());
    message.setContentLanguage(new String[] {mail.language()});
    // RFC 3834 section 5: nobody's machine is to answer.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setContent(
        new MimeMultipart(
            "alternative", part(mail.text().plain(), "plain"), part(mail.text().html(), "html")));
    return message;
  }

  private static MimeBodyPart part(String text, String type) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(text, UTF_8.name(), type);
    return part;
  }

  /** Bears the same Message-ID at each try, so that a mail that comes twice is known for one. */
  private static final class Numbered extends MimeMessage {
    private final String messageId;

    Numbered(Session session, String messageId) {
      super(session);
      this.messageId = messageId;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", messageId);
    }
  }

  private static boolean isForGood(Exception e) {
    return causes(e)
        .anyMatch(
            cause ->
                cause instanceof SMTPAddressFailedException refused
                    && NOBODY_THERE.contains(refused.getReturnCode()));
  }

  private String why(Exception e) {
    return causes(e).flatMap(cause -> words(cause).stream()).findFirst().orElse("does not take it");
  }

  private Optional<String> words(Throwable cause) {
    return switch (cause) {
      case AuthenticationFailedException _ ->
          Optional.of("does not accept the user or the password");
      case SMTPAddressFailedException refused ->
          Optional.of("refuses the address with " + refused.getReturnCode());
      case SMTPSendFailedException refused ->
          Optional.of("refuses it with " + refused.getReturnCode());
      case CertificateException _ ->
          Optional.of("shows no certificate that is trusted for its name");
      case SSLException _ -> Optional.of("does not speak TLS 1.2 or later there");
      case UnknownHostException _ -> Optional.of("is not known by that name");
      case SocketTimeoutException _ -> Optional.of("does not answer in time");
      case ConnectException _ -> Optional.of("does not answer");
      case MailConnectException connect when connect.getNextException() == null ->
          Optional.of("does not answer");
      case MessagingException _
          when server.encryption() == Encryption.STARTTLS
              && cause.getMessage() != null
              && cause.getMessage().startsWith("STARTTLS is required") ->
          Optional.of("offers no STARTTLS");
      default -> Optional.empty();
    };
  }

  /** The outermost last: what lies below says more. */
  private static Stream<Throwable> causes(Throwable thrown) {
    var below =
        thrown instanceof MessagingException mail ? mail.getNextException() : thrown.getCause();
    return below == null || below == thrown
        ? Stream.of(thrown)
        : Stream.concat(causes(below), Stream.of(thrown));
  }
}
