package io.pronto.api.directory;

import com.okta.sdk.resource.model.UserProfile;
import io.pronto.api.directory.DirectoryContent.Person;
import io.pronto.api.directory.DirectoryContent.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** A user of Okta's with the attributes that Okta itself pushes by SCIM. */
final class OktaPerson {
  private OktaPerson() {}

  static Person of(String id, UserProfile profile, Standing standing) {
    var email = text(profile.getEmail());
    // Okta's usual login is an e-mail address; by another one nobody can sign in here.
    var login = text(profile.getLogin()).filter(name -> name.contains("@")).or(() -> email);
    var attributes = new JsonObject().put("externalId", id);
    login.ifPresent(name -> attributes.put("userName", name));
    email.ifPresent(
        address ->
            attributes.put(
                "emails",
                new JsonArray().add(new JsonObject().put("value", address).put("primary", true))));
    var name = new JsonObject();
    text(profile.getFirstName()).ifPresent(first -> name.put("givenName", first));
    text(profile.getLastName()).ifPresent(last -> name.put("familyName", last));
    attributes.put("name", name);
    text(profile.getDisplayName()).ifPresent(shown -> attributes.put("displayName", shown));
    text(profile.getPreferredLanguage())
        .ifPresent(language -> attributes.put("preferredLanguage", language));
    var known = Stream.of(login, text(profile.getLogin())).flatMap(Optional::stream).findFirst();
    return new Person(id, known.orElse(""), standing, attributes);
  }

  private static Optional<String> text(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
