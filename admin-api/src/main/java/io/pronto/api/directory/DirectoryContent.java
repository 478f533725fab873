package io.pronto.api.directory;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** All that a directory says. */
record DirectoryContent(List<Person> people, List<Group> groups) {
  DirectoryContent {
    people = List.copyOf(people);
    groups = List.copyOf(groups);
  }

  /** Whether somebody may come in. */
  enum Standing {
    /** Yes. */
    ACTIVE,
    /** Not, or not yet. */
    INACTIVE,
    /** In a way that is not known here. */
    UNKNOWN
  }

  /**
   * A person.
   *
   * @param id for ever
   * @param name for people to know who is meant
   * @param attributes as SCIM has them (RFC 7643, section 4.1), but for {@code active}
   */
  record Person(String id, String name, Standing standing, JsonObject attributes) {}

  /**
   * A group.
   *
   * @param id for ever
   * @param members ids of people
   */
  record Group(String id, String name, Set<String> members) {
    Group {
      members = Set.copyOf(members);
    }
  }
}
