package io.pronto.core.provisioning;

/**
 * What those that are looked for have in common.
 *
 * @param value what the field must be
 */
public record Criterion<F extends Criterion.Field>(F field, String value) {
  /** Something that can be looked for. */
  public sealed interface Field {
    /** When a row is meant, in SQL; {@code ?} stands for the value, a text. */
    String condition();
  }

  /** What users can be looked for by. */
  public enum OfUser implements Field {
    /** The id. */
    ID("id = ?"),
    /** The e-mail address by which the user signs in, whatever its case. */
    EMAIL("lower(email) = lower(?)"),
    /** The address for mail, whatever its case. */
    WORK_EMAIL("lower(coalesce(work_email, email)) = lower(?)"),
    /** As the provider calls the user. */
    EXTERNAL_ID("external_id = ?"),
    /** The name as it is shown, whatever its case. */
    NAME("lower(name) = lower(?)"),
    /** {@code true} or {@code false}. */
    ACTIVE("active = (? = 'true')"),
    /** What nobody has. */
    NOTHING("? is null");

    private final String condition;

    OfUser(String condition) {
      this.condition = condition;
    }

    @Override
    public String condition() {
      return condition;
    }
  }

  /** What groups can be looked for by. */
  public enum OfGroup implements Field {
    /** The id. */
    ID("id = ?"),
    /** The name, whatever its case. */
    NAME("lower(name) = lower(?)"),
    /** As the provider calls it. */
    EXTERNAL_ID("external_id = ?"),
    /** The id of a user who is in it. */
    MEMBER("exists (select from provisioned_group_member where group_id = id and user_id = ?)"),
    /** What none has. */
    NOTHING("? is null");

    private final String condition;

    OfGroup(String condition) {
      this.condition = condition;
    }

    @Override
    public String condition() {
      return condition;
    }
  }
}
