package io.pronto.core.audit;

/**
 * What an earlier look at a chain found, of the audit log or of certificates, kept away from the
 * database.
 *
 * @param links how many were in order; 0 for no earlier look
 * @param hash of the last of them
 */
public record Kept(long links, String hash) {
  /** Nothing was kept. */
  public static final Kept NOTHING = new Kept(0, "");
}
