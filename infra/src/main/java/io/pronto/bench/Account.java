package io.pronto.bench;

/** What a phone registers with. */
public record Account(String username, String password, String domain) {
  /** The address of record. */
  public String uri() {
    return "sip:" + username + "@" + domain;
  }

  /** Without the password, which belongs in no log. */
  @Override
  public String toString() {
    return uri();
  }
}
