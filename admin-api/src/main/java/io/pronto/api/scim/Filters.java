package io.pronto.api.scim;

import io.pronto.api.scim.AttributePath.Comparison;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.provisioning.Criterion;
import io.pronto.core.provisioning.Criterion.OfGroup;
import io.pronto.core.provisioning.Criterion.OfUser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the filters of lists mean. An attribute that is not kept here is nobody's. */
final class Filters {
  private Filters() {}

  /** What {@code filter} looks for among users. */
  static List<Criterion<OfUser>> users(Optional<String> filter) {
    return read(filter, Filters::user);
  }

  /** What {@code filter} looks for among groups. */
  static List<Criterion<OfGroup>> groups(Optional<String> filter) {
    return read(filter, Filters::group);
  }

  private static <T> List<T> read(Optional<String> filter, Function<Comparison, T> meaning) {
    try {
      return filter.map(AttributePath::filter).orElse(List.of()).stream().map(meaning).toList();
    } catch (Unreadable unreadable) {
      throw Refusal.invalidFilter(unreadable.getMessage());
    }
  }

  private static Criterion<OfUser> user(Comparison comparison) {
    var path = comparison.path();
    var value = comparison.value();
    return switch (path.isOfEnterprise() ? "" : path.dotted()) {
      case "id" -> new Criterion<>(OfUser.ID, value);
      case "username" -> new Criterion<>(OfUser.EMAIL, EmailAddress.sought(value));
      case "externalid" -> new Criterion<>(OfUser.EXTERNAL_ID, value);
      case "displayname", "name.formatted" -> new Criterion<>(OfUser.NAME, value);
      case "active" -> new Criterion<>(OfUser.ACTIVE, value.toLowerCase(Locale.ROOT));
      case "emails", "emails.value" ->
          new Criterion<>(
              UserAttributes.isKeptAddress(path.filter()) ? OfUser.WORK_EMAIL : OfUser.NOTHING,
              EmailAddress.sought(value));
      default -> {
        UserAttributes.require(path);
        yield new Criterion<>(OfUser.NOTHING, value);
      }
    };
  }

  private static Criterion<OfGroup> group(Comparison comparison) {
    var value = comparison.value();
    return switch (comparison.path().dotted()) {
      case "id" -> new Criterion<>(OfGroup.ID, value);
      case "displayname" -> new Criterion<>(OfGroup.NAME, value);
      case "externalid" -> new Criterion<>(OfGroup.EXTERNAL_ID, value);
      case "members", "members.value" -> new Criterion<>(OfGroup.MEMBER, value);
      default ->
          throw new Unreadable(
              "'%s' is no attribute of a group".formatted(comparison.path().dotted()));
    };
  }
}
