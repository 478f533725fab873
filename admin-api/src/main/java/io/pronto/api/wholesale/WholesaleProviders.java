package io.pronto.api.wholesale;

import io.pronto.core.outbound.Outbound;
import io.pronto.core.wholesale.NumberProvider;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.Providers;
import java.net.URI;
import java.util.function.Supplier;

/** Knows the APIs that are spoken. */
public final class WholesaleProviders implements Providers {
  private final Outbound outbound;
  private final Supplier<URI> publicUrl;

  /** Asks by {@code outbound}; providers reach us at {@code publicUrl}. */
  public WholesaleProviders(Outbound outbound, Supplier<URI> publicUrl) {
    this.outbound = outbound;
    this.publicUrl = publicUrl;
  }

  @Override
  public NumberProvider open(ProviderAccount account) {
    return switch (account.kind()) {
      case "didww" -> new DidwwProvider(outbound, account, noticeUrl(account.id()));
      case "telnyx" -> new TelnyxProvider(outbound, account);
      case "vonage" -> new VonageProvider(outbound, account);
      default -> throw new IllegalStateException("Nobody speaks " + account.kind());
    };
  }

  /** Where the provider of that id tells that an order has changed. */
  public String noticeUrl(String id) {
    return publicUrl.get() + "/v1/number_providers/" + id + "/notices";
  }
}
