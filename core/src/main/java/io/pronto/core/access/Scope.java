package io.pronto.core.access;

import java.util.Locale;

/**
 * A part of what an API key may do, written {@code calls:read}.
 *
 * @param permission what it is about, all over the organisation
 * @param action to see it, or to change it as well
 */
public record Scope(Permission permission, Action action) {
  /** What is done. */
  public enum Action {
    /** To see. */
    READ,
    /** To change. */
    WRITE
  }

  /**
   * Reads {@link #code}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Scope of(String code) {
    var parts = code.split(":", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("Not a scope: " + code);
    }
    return new Scope(Permission.of(parts[0]), Action.valueOf(parts[1].toUpperCase(Locale.ROOT)));
  }

  /** As JSON has it. */
  public String code() {
    return permission.code() + ':' + action.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a key that has this one may do what {@code asked} says. An identity provider has one
   * scope: who may keep people and groups may see them.
   */
  public boolean covers(Scope asked) {
    boolean wider = permission == Permission.PROVISIONING && action == Action.WRITE;
    return equals(asked) || wider && asked.permission() == permission;
  }

  /**
   * Whether {@code maker} may give it to a key: what the maker may do all over the organisation,
   * but neither to be a person nor to make keys.
   */
  public boolean grantableBy(Principal maker) {
    return permission != Permission.OWN_ACCOUNT
        && permission != Permission.API_KEYS
        && permission.of(maker) == Reach.ALL;
  }
}
