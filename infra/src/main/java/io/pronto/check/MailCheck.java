package io.pronto.check;

import io.pronto.core.mail.MailSender;
import io.pronto.core.mail.MailSettings;
import io.pronto.core.mail.SmtpServer;
import io.pronto.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Asks the mail servers whether they take mail from us; a start needs none of them. */
final class MailCheck {
  private MailCheck() {}

  static List<Finding> of(Settings settings) {
    if (settings.mail().isEmpty()) {
      return List.of(
          Finding.poor(
              "mail",
              "none: links are handed over by hand, and nobody resets a password alone; set"
                  + " mail.url and mail.from"));
    }
    var findings = new ArrayList<Finding>(servers(settings.mail().get()));
    if (settings.http().publicUrl().isEmpty()) {
      var url = settings.http().url(settings.http().port());
      findings.add(
          Finding.poor(
              "http.url",
              "links in mail lead to %s: set the address by which people reach it".formatted(url)));
    }
    return findings;
  }

  private static List<Finding> servers(MailSettings mail) {
    var findings = new ArrayList<Finding>();
    var key = "mail.url";
    for (var server : mail.servers()) {
      findings.add(server(key, server));
      key = "mail.backup";
    }
    return findings;
  }

  private static Finding server(String key, SmtpServer server) {
    return MailSender.fault(server)
        .map(fault -> Finding.poor(key, "%s %s".formatted(server, fault)))
        .orElseGet(() -> Finding.good(key, server + " takes mail from us"));
  }
}
