package io.pronto.core.mail;

/** A mail server did not take a mail. */
final class NotTaken extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  /**
   * Says why.
   *
   * @param why without a word of the server's, which may repeat the address
   * @param forGood whether there is no such mailbox, and asking again is no use
   */
  NotTaken(String why, boolean forGood, Throwable cause) {
    super(why, cause);
    this.forGood = forGood;
  }

  boolean forGood() {
    return forGood;
  }
}
