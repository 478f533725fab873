package io.pronto.api.sso;

import java.util.Locale;

/** A single sign-on that did not come to its end; the message says why, for the log. */
public final class SignOnRefused extends RuntimeException {
  private final Reason reason;

  /** What the person is told. */
  public enum Reason {
    /** The organisation of that e-mail address has no identity provider, or there is none. */
    NOT_SET_UP,
    /** It took too long, was used already, or began in another browser. */
    SIGN_IN_EXPIRED,
    /** The provider does not answer, or not as it should. */
    PROVIDER_UNAVAILABLE,
    /** The provider has not signed the person in. */
    PROVIDER_REFUSED,
    /** The provider's token proves nothing. */
    TOKEN_REFUSED,
    /** The provider vouches for no address in the organisation's domains. */
    EMAIL_NOT_VERIFIED,
    /** Nobody here has that address. */
    NO_ACCOUNT,
    /** The account of that address is not the provider's to open. */
    ACCOUNT_CONFLICT;

    /** As the address of the screen has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Says what the person is told, and why. */
  public SignOnRefused(Reason reason, String why) {
    super(why, null, false, false);
    this.reason = reason;
  }

  /** What the person is told. */
  public Reason reason() {
    return reason;
  }
}
