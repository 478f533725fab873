package io.pronto.core.provisioning;

/**
 * The address of somebody who is a super administrator by hand, or who gets in while the identity
 * provider is away: by another one a password could be had, and with it more than the provider has.
 */
public final class ProtectedAddress extends RuntimeException {
  ProtectedAddress() {
    super("The address of a super administrator is changed here, not by the identity provider");
  }
}
