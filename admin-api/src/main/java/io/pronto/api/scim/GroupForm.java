package io.pronto.api.scim;

import io.pronto.core.provisioning.GroupProfile;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The attributes of a group while they are being changed (RFC 7643, section 4.2). */
final class GroupForm {
  /** How many members a request may name. */
  static final int MOST_MEMBERS = 1_000;

  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_ID = 255;
  private static final Set<String> FIXED = Set.of("id", "meta", "schemas");

  private final Set<String> members = new HashSet<>();
  private Optional<String> name = Optional.empty();
  private Optional<String> externalId = Optional.empty();
  private int named;

  private GroupForm() {}

  /** Nothing is said yet. */
  static GroupForm blank() {
    return new GroupForm();
  }

  /** All is as it was. */
  static GroupForm of(GroupProfile profile) {
    var form = new GroupForm();
    form.name = Optional.of(profile.name());
    form.externalId = profile.externalId();
    form.members.addAll(profile.members());
    return form;
  }

  /** Carries out {@code operations}; throws {@link Unreadable} for an attribute that is none. */
  GroupForm with(List<Operation> operations) {
    operations.forEach(this::apply);
    return this;
  }

  /** What it comes to. */
  GroupProfile profile() {
    return new GroupProfile(
        name.orElseThrow(() -> Refusal.invalidValue("displayName", "Is missing")),
        externalId,
        members);
  }

  private void apply(Operation operation) {
    var path = operation.path();
    if (!path.filter().isEmpty() && !path.attribute().equals("members")) {
      throw new Unreadable("'%s' has one value, none to choose".formatted(path.attribute()));
    }
    var value = operation.kind() == Operation.Kind.REMOVE ? null : operation.value();
    switch (path.isOfEnterprise() ? "?" : path.dotted()) {
      case "" -> with(Operation.all(Values.object("value", value)));
      case "displayname" -> name = Values.text("displayName", value, LONGEST_NAME);
      case "externalid" -> externalId = Values.text("externalId", value, LONGEST_ID);
      case "members" -> changeMembers(operation);
      case String fixed when FIXED.contains(path.attribute()) -> {
        if (operation.named()) {
          throw Refusal.mutability("'%s' is not to be changed".formatted(fixed));
        }
      }
      default -> throw new Unreadable("'%s' is no attribute of a group".formatted(path.dotted()));
    }
  }

  /** Entra takes members away by naming them as the value, others by a filter. */
  private void changeMembers(Operation operation) {
    var chosen = chosen(operation.path());
    var given = ids(operation.value());
    named += given.size() + chosen.size();
    if (named > MOST_MEMBERS) {
      throw Refusal.tooMany("members", MOST_MEMBERS);
    }
    switch (operation.kind()) {
      case REMOVE -> {
        if (!chosen.isEmpty()) {
          members.removeAll(chosen);
        } else if (operation.value() != null) {
          members.removeAll(given);
        } else {
          members.clear();
        }
      }
      case ADD -> members.addAll(given);
      case REPLACE -> {
        if (chosen.isEmpty()) {
          members.clear();
        } else {
          members.removeAll(chosen);
        }
        members.addAll(given);
      }
    }
  }

  private static Set<String> chosen(AttributePath path) {
    return path.filter().stream()
        .map(
            each -> {
              if (!each.path().dotted().equals("value")) {
                throw new Unreadable("Members are chosen by their value");
              }
              return each.value();
            })
        .collect(Collectors.toSet());
  }

  private static Set<String> ids(Object value) {
    return Values.objects("members", value).stream()
        .map(
            each ->
                Values.member(each, "value")
                    .flatMap(id -> Values.text("members.value", id, LONGEST_ID))
                    .orElseThrow(() -> Refusal.invalidValue("members.value", "Is missing")))
        .collect(Collectors.toSet());
  }
}
