package io.pronto.core.people;

/** An organisation must keep one super administrator, and this was about to be the last to go. */
public final class LastSuperAdministrator extends RuntimeException {
  /** Says what to do instead. */
  public LastSuperAdministrator() {
    super("An organisation keeps at least one super administrator: name another one first");
  }
}
