package io.pronto.settings;

import io.pronto.core.mail.MailSettings;
import io.pronto.core.mail.SmtpServer;
import io.pronto.core.people.EmailAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how mail is sent, if it is. */
final class MailReader {
  private final Entries entries;

  MailReader(Entries entries) {
    this.entries = entries;
  }

  Optional<MailSettings> read() {
    var first = entries.parsed(Key.MAIL_URL, SmtpServer::of);
    var backup = entries.parsed(Key.MAIL_BACKUP_URL, SmtpServer::of);
    var from = entries.parsed(Key.MAIL_FROM, SettingsReader::email).map(EmailAddress::new);
    if (entries.has(Key.MAIL_URL) && !entries.has(Key.MAIL_FROM)) {
      entries.refuse(Key.MAIL_URL, "give mail.from too: the address that mail comes from");
    }
    if (!entries.has(Key.MAIL_URL)) {
      Stream.of(Key.MAIL_BACKUP_URL, Key.MAIL_FROM)
          .filter(entries::has)
          .forEach(
              key -> entries.refuse(key, "give mail.url too: the server that mail is sent by"));
    }
    return first.flatMap(
        server -> from.map(address -> new MailSettings(servers(server, backup), address)));
  }

  private static List<SmtpServer> servers(SmtpServer first, Optional<SmtpServer> backup) {
    return Stream.concat(Stream.of(first), backup.stream()).toList();
  }
}
