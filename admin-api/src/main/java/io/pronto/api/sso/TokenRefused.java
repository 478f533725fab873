package io.pronto.api.sso;

/** A token that proves nothing: the message says why, and holds nothing of the token. */
public final class TokenRefused extends RuntimeException {
  TokenRefused(String why) {
    super(why, null, false, false);
  }
}
