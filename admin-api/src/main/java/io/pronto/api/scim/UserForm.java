package io.pronto.api.scim;

import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.provisioning.Profile;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The attributes of a user while they are being changed (RFC 7643, section 4.1). Attributes of the
 * core and enterprise schemas that are not kept here are taken and forgotten.
 */
final class UserForm {
  private static final int LONGEST_ADDRESS = 254;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_ID = 255;
  private static final Set<String> LANGUAGES = Set.of("en", "fr", "it");
  private final Map<Attribute, String> kept = new EnumMap<>(Attribute.class);

  private enum Attribute {
    USER_NAME,
    EXTERNAL_ID,
    DISPLAY_NAME,
    FORMATTED,
    GIVEN_NAME,
    FAMILY_NAME,
    EMAIL,
    LANGUAGE,
    ACTIVE
  }

  private UserForm() {}

  /** Nothing is said yet, but that the user is active and speaks English. */
  static UserForm blank() {
    return new UserForm();
  }

  /** All is as it was. */
  static UserForm of(Profile profile) {
    var form = new UserForm();
    form.put(Attribute.USER_NAME, Optional.of(profile.email()));
    form.put(Attribute.EXTERNAL_ID, profile.externalId());
    form.put(Attribute.GIVEN_NAME, profile.givenName());
    form.put(Attribute.FAMILY_NAME, profile.familyName());
    form.put(Attribute.EMAIL, profile.workEmail());
    form.put(Attribute.LANGUAGE, Optional.of(profile.language()));
    form.put(Attribute.ACTIVE, Optional.of(Boolean.toString(profile.active())));
    if (!profile.name().equals(form.composed())) {
      form.put(Attribute.FORMATTED, Optional.of(profile.name()));
    }
    return form;
  }

  /**
   * Nothing is said yet but what stays unless something else is said: a PUT without it means so.
   */
  static UserForm replacing(Profile profile) {
    var form = new UserForm();
    form.put(Attribute.LANGUAGE, Optional.of(profile.language()));
    form.put(Attribute.ACTIVE, Optional.of(Boolean.toString(profile.active())));
    return form;
  }

  /** Carries out {@code operations}; throws {@link Unreadable} for an attribute that is none. */
  UserForm with(List<Operation> operations) {
    operations.forEach(this::apply);
    return this;
  }

  /** What it comes to. */
  Profile profile() {
    var email =
        get(Attribute.USER_NAME).orElseThrow(() -> Refusal.invalidValue("userName", "Is missing"));
    return new Profile(
        email,
        get(Attribute.EXTERNAL_ID),
        get(Attribute.DISPLAY_NAME).or(() -> get(Attribute.FORMATTED)).orElseGet(this::composed),
        get(Attribute.GIVEN_NAME),
        get(Attribute.FAMILY_NAME),
        get(Attribute.EMAIL).filter(other -> !other.equalsIgnoreCase(email)),
        get(Attribute.LANGUAGE).orElse("en"),
        get(Attribute.ACTIVE).map(Boolean::valueOf).orElse(true));
  }

  private void apply(Operation operation) {
    var path = operation.path();
    var value = operation.kind() == Operation.Kind.REMOVE ? null : operation.value();
    if (path.isOfEnterprise()) {
      UserAttributes.require(path);
      return;
    }
    UserAttributes.requireChoice(path);
    switch (path.dotted()) {
      case "" -> with(Operation.all(Values.object("value", value)));
      case "username" -> put(Attribute.USER_NAME, Optional.of(address("userName", value)));
      case "externalid" -> put(Attribute.EXTERNAL_ID, Values.text("externalId", value, LONGEST_ID));
      case "displayname" -> {
        kept.remove(Attribute.FORMATTED);
        name(Attribute.DISPLAY_NAME, "displayName", value);
      }
      case "name" -> names(value);
      case "name.formatted" -> name(Attribute.FORMATTED, "name.formatted", value);
      case "name.givenname" -> name(Attribute.GIVEN_NAME, "name.givenName", value);
      case "name.familyname" -> name(Attribute.FAMILY_NAME, "name.familyName", value);
      case "emails" -> emails(path, value);
      case "emails.value" -> email(path, value);
      case "preferredlanguage" -> language(value);
      case "active" ->
          put(Attribute.ACTIVE, Optional.of(Boolean.toString(Values.truth("active", value))));
      default -> other(operation);
    }
  }

  private void other(Operation operation) {
    var path = operation.path();
    if (UserAttributes.isFixed(path)) {
      if (operation.named()) {
        throw Refusal.mutability("'%s' is not to be changed".formatted(path.dotted()));
      }
      return;
    }
    UserAttributes.require(path);
  }

  private void names(Object value) {
    if (value == null) {
      Stream.of(Attribute.FORMATTED, Attribute.GIVEN_NAME, Attribute.FAMILY_NAME)
          .forEach(kept::remove);
      return;
    }
    for (var entry : Values.object("name", value)) {
      var path = AttributePath.of("name." + entry.getKey());
      apply(new Operation(Operation.Kind.REPLACE, path, false, entry.getValue()));
    }
  }

  private void name(Attribute attribute, String called, Object value) {
    put(attribute, Values.text(called, value, LONGEST_NAME));
  }

  private void language(Object value) {
    var code =
        Values.text("preferredLanguage", value, LONGEST_ID)
            .map(text -> text.toLowerCase(Locale.ROOT).split("[-_]", 2)[0])
            .filter(LANGUAGES::contains);
    code.ifPresent(known -> put(Attribute.LANGUAGE, Optional.of(known)));
  }

  /** Of several addresses the primary one is kept, or the one for work, or else the first. */
  private void emails(AttributePath path, Object value) {
    if (!UserAttributes.isKeptAddress(path.filter())) {
      return;
    }
    var all = Values.objects("emails", value);
    var chosen =
        all.stream()
            .filter(each -> is(each, "primary", "true"))
            .findFirst()
            .or(() -> all.stream().filter(each -> is(each, "type", "work")).findFirst())
            .or(() -> all.stream().findFirst())
            .flatMap(each -> Values.member(each, "value"));
    put(Attribute.EMAIL, chosen.map(text -> address("emails.value", text)));
  }

  private void email(AttributePath path, Object value) {
    if (UserAttributes.isKeptAddress(path.filter())) {
      put(Attribute.EMAIL, Optional.ofNullable(value).map(text -> address("emails.value", text)));
    }
  }

  private static boolean is(JsonObject email, String part, String wanted) {
    return Values.member(email, part)
        .filter(v -> v.toString().equalsIgnoreCase(wanted))
        .isPresent();
  }

  private static String address(String called, Object value) {
    var text = Values.text(called, value, LONGEST_ADDRESS).orElse("");
    try {
      return new EmailAddress(text).value();
    } catch (InvalidEmail none) {
      throw Refusal.invalidValue(called, none.getMessage());
    }
  }

  /** The name of somebody of whom no other is said. */
  private String composed() {
    var both =
        Stream.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME)
            .flatMap(part -> get(part).stream())
            .collect(Collectors.joining(" "));
    var name = both.isEmpty() ? get(Attribute.USER_NAME).orElse("") : both;
    return name.substring(0, Math.min(LONGEST_NAME, name.length()));
  }

  private Optional<String> get(Attribute attribute) {
    return Optional.ofNullable(kept.get(attribute));
  }

  private void put(Attribute attribute, Optional<String> value) {
    value.ifPresentOrElse(text -> kept.put(attribute, text), () -> kept.remove(attribute));
  }
}
