package io.pronto.core.people;

/** An extension was to be one by which help is called: then nobody could reach its user. */
public final class ReservedExtension extends RuntimeException {
  /** Says which. */
  public ReservedExtension(String extension) {
    super(extension + " calls the emergency services");
  }
}
