package io.pronto.api.directory;

import io.pronto.api.directory.DirectoryContent.Person;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.provisioning.ProvisionedUser;
import io.pronto.core.provisioning.ProvisionedUsers;
import io.pronto.core.provisioning.Window;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An organisation's users before a run.
 *
 * @param byExternalId the oldest, where several have the same
 */
record KnownUsers(
    List<ProvisionedUser> all,
    Map<String, ProvisionedUser> byExternalId,
    Map<String, ProvisionedUser> byEmail) {

  static KnownUsers of(ProvisionedUsers users, OrganisationId organisation) {
    var all = users.list(organisation, List.of(), new Window(0, Integer.MAX_VALUE)).items();
    var byExternalId = new HashMap<String, ProvisionedUser>();
    var byEmail = new HashMap<String, ProvisionedUser>();
    for (var user : all) {
      user.profile().externalId().ifPresent(id -> byExternalId.putIfAbsent(id, user));
      byEmail.put(key(user.profile().email()), user);
    }
    return new KnownUsers(all, byExternalId, byEmail);
  }

  /**
   * Who is who, by the directory's ids: whoever bears the id, or else has the address, unless they
   * are somebody else in the directory.
   */
  Map<String, ProvisionedUser> match(List<Person> people) {
    var matches = new HashMap<String, ProvisionedUser>();
    for (var person : people) {
      var bearer = byExternalId.get(person.id());
      if (bearer != null) {
        matches.put(person.id(), bearer);
      }
    }
    var taken = new HashSet<String>();
    matches.values().forEach(user -> taken.add(user.id()));
    for (var person : people) {
      if (!matches.containsKey(person.id())) {
        withAddress(person)
            .filter(user -> taken.add(user.id()))
            .ifPresent(user -> matches.put(person.id(), user));
      }
    }
    return matches;
  }

  private Optional<ProvisionedUser> withAddress(Person person) {
    return Optional.ofNullable(person.attributes().getString("userName"))
        .map(KnownUsers::key)
        .map(byEmail::get);
  }

  private static String key(String email) {
    return EmailAddress.sought(email).toLowerCase(Locale.ROOT);
  }
}
