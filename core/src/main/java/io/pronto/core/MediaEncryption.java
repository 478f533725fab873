package io.pronto.core;

import java.util.Locale;

/** Whether the sound between us and a device or trunk is encrypted (SRTP, RFC 3711). */
public enum MediaEncryption {
  /** Never: offers of encrypted sound are refused. */
  OFF,
  /** As the other side likes. */
  OPTIONAL,
  /** Always: there is no call without, but for help. */
  REQUIRED;

  /** As JSON has it: {@code optional}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static MediaEncryption of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
