package io.pronto.core.mail;

import io.pronto.core.people.EmailAddress;
import java.util.List;

/**
 * How mail leaves.
 *
 * @param servers at least one; each is tried when those before it have failed
 * @param from who writes
 */
public record MailSettings(List<SmtpServer> servers, EmailAddress from) {
  /** Copies the list. */
  public MailSettings {
    servers = List.copyOf(servers);
  }
}
