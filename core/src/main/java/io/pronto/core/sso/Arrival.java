package io.pronto.core.sso;

/** What becomes of somebody whom a provider has signed in. */
public sealed interface Arrival {
  /** It is this user. */
  record Known(String userId) implements Arrival {}

  /** It is nobody here. */
  record Turned(Reason reason) implements Arrival {}

  /** Why somebody is turned away. */
  enum Reason {
    /**
     * The provider vouches for no e-mail address, or for one outside of the organisation's domains.
     */
    EMAIL_NOT_VERIFIED,
    /** Nobody active here is that, and nobody is to be let in just in time. */
    NO_ACCOUNT,
    /**
     * The account with that address is another organisation's or the operator's, or is known by
     * another subject of the provider already.
     */
    ACCOUNT_CONFLICT
  }
}
