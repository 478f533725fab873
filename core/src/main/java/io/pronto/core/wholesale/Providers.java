package io.pronto.core.wholesale;

/** Opens the doors to providers. */
@FunctionalInterface
public interface Providers {
  /** The door to the API of {@code account}. */
  NumberProvider open(ProviderAccount account);
}
