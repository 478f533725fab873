package io.pronto.settings;

import io.pronto.core.mail.MailSettings;
import io.pronto.core.mail.SmtpServer;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.subprocessor.ProcessedBy;
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
    var first = server(Key.MAIL_URL, Key.MAIL_SUBPROCESSOR);
    var backup = server(Key.MAIL_BACKUP_URL, Key.MAIL_BACKUP_SUBPROCESSOR);
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

  /** The server that {@code url} names, and whose it is. */
  private Optional<SmtpServer> server(Key url, Key subprocessor) {
    if (entries.has(subprocessor) && !entries.has(url)) {
      entries.refuse(subprocessor, "give %s too: the server whose owner it names".formatted(url));
    }
    var by = entries.parsed(subprocessor, ProcessedBy::of).orElseGet(ProcessedBy.Unsaid::new);
    return entries.parsed(url, SmtpServer::of).map(server -> server.processedBy(by));
  }

  private static List<SmtpServer> servers(SmtpServer first, Optional<SmtpServer> backup) {
    return Stream.concat(Stream.of(first), backup.stream()).toList();
  }
}
