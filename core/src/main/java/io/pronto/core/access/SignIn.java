package io.pronto.core.access;

/** What came of somebody's wish to sign in. */
public sealed interface SignIn {
  /** It is somebody: here is the session. */
  record Opened(Session session) implements SignIn {}

  /** No account has that e-mail address and that password. */
  record Refused() implements SignIn {}

  /**
   * The organisation of addresses of that domain has them come by its identity provider; whether
   * the account exists, and the password is right, is not told.
   */
  record SingleSignOnNeeded() implements SignIn {}

  /** The password is right, and a code of the second factor is needed too. */
  record CodeNeeded() implements SignIn {}

  /** The password is right, but not the code. */
  record WrongCode() implements SignIn {}

  /**
   * The password is right, but too many codes were wrong: try again after {@link
   * SecondFactors#QUIET}.
   */
  record TooManyCodes() implements SignIn {}
}
