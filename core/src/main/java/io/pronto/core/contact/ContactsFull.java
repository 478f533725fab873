package io.pronto.core.contact;

/** An organisation has as many contacts as it may have, or would have more. */
public final class ContactsFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says how many those are. */
  public ContactsFull() {
    super("An organisation has at most " + ContactStore.MOST + " contacts: delete some");
  }
}
