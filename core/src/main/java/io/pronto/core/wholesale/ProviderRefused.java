package io.pronto.core.wholesale;

/** A provider says no. */
public final class ProviderRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, as the provider does. */
  public ProviderRefused(String message) {
    super(message, null, false, false);
  }
}
