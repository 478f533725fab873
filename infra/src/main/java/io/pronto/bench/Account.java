package io.pronto.bench;

import java.net.InetSocketAddress;

/** What a phone registers with. */
public record Account(String username, String password, String domain) {
  /**
   * The account as a line of the file that {@code register.xml} reads, for a phone at an address.
   */
  public String line(InetSocketAddress phone) {
    return "%s;%s;[authentication username=%s password=%s];%s:%d"
        .formatted(
            username,
            domain,
            username,
            password,
            phone.getAddress().getHostAddress(),
            phone.getPort());
  }

  /** The address of record. */
  public String uri() {
    return "sip:" + username + "@" + domain;
  }
}
