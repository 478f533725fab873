package io.pronto.core.subprocessor;

import java.util.Locale;

/** What makes it lawful that data leaves the European Economic Area (GDPR, chapter V). */
public enum Safeguard {
  /** It does not leave it. */
  NONE_NEEDED,
  /** Standard contractual clauses (article 46(2)(c)). */
  CONTRACTUAL_CLAUSES,
  /** A decision of the Commission that the country protects it enough (article 45). */
  ADEQUACY,
  /** A company from elsewhere keeps it within the area. */
  DATA_LOCALISATION,
  /** Binding corporate rules (article 47). */
  BINDING_CORPORATE_RULES;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Safeguard of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
