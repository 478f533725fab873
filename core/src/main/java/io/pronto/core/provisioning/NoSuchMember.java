package io.pronto.core.provisioning;

/** A group was to have somebody in it who is no user of the organisation. */
public final class NoSuchMember extends RuntimeException {
  /** Says who. */
  public NoSuchMember(String id) {
    super(id + " is no user of the organisation");
  }
}
