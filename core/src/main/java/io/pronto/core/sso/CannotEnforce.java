package io.pronto.core.sso;

/** Single sign-on was to be enforced where that would shut everybody out, or already shuts out. */
public final class CannotEnforce extends RuntimeException {
  private final Reason reason;

  /** What is missing. */
  public enum Reason {
    /** No domain has been verified, so that nobody would find the provider. */
    NO_VERIFIED_DOMAIN,
    /** The user named is no active super administrator with a password. */
    NO_BREAK_GLASS
  }

  CannotEnforce(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  /** What is missing. */
  public Reason reason() {
    return reason;
  }
}
