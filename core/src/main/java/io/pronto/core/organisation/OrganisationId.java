package io.pronto.core.organisation;

import io.pronto.core.Id;

/**
 * The identifier of a customer, {@code org_} and a ULID. It has a type of its own because every row
 * of a customer is reached through it: a text passed by mistake must not compile.
 */
public record OrganisationId(String value) {
  /** Checks the shape; throws {@link IllegalArgumentException} for anything else. */
  public OrganisationId {
    if (!Id.is("org", value)) {
      throw new IllegalArgumentException("Not an organisation's id: " + value);
    }
  }

  /** Returns the identifier of a new organisation. */
  public static OrganisationId next() {
    return new OrganisationId(Id.next("org"));
  }

  @Override
  public String toString() {
    return value;
  }
}
