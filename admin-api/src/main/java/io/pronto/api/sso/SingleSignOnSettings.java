package io.pronto.api.sso;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What single sign-on needs to know of where it runs.
 *
 * @param publicUrl the address by which browsers reach the server, without a slash at its end;
 *     known once the server listens
 * @param privateAddresses whether identity providers may stand in private networks, and be asked
 *     over plain HTTP on this machine
 * @param dns the server that is asked for TXT records; empty for the system's
 */
public record SingleSignOnSettings(
    Supplier<URI> publicUrl, boolean privateAddresses, Optional<InetSocketAddress> dns) {
  private static final String BASE = "/v1/single_sign_on";

  /** Where a provider sends browsers back to. */
  public String redirectUri() {
    return publicUrl.get() + BASE + "/callback";
  }

  /** Where a provider tells that it has signed somebody out. */
  public String backChannelLogoutUri() {
    return publicUrl.get() + BASE + "/back_channel_logout";
  }

  /** Where a provider sends the browser of somebody whom it signs out. */
  public String frontChannelLogoutUri() {
    return publicUrl.get() + BASE + "/front_channel_logout";
  }

  /** Whether browsers reach the server over HTTPS, by a proxy before it. */
  public boolean secure() {
    return "https".equals(publicUrl.get().getScheme());
  }
}
