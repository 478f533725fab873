package io.pronto.api.directory;

import com.okta.sdk.resource.api.GroupApi;
import com.okta.sdk.resource.api.UserApi;
import com.okta.sdk.resource.common.PagedList;
import com.okta.sdk.resource.model.Group;
import com.okta.sdk.resource.model.User;
import io.pronto.api.directory.DirectoryContent.Person;
import io.pronto.api.directory.DirectoryContent.Standing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Okta, read by its management API: all users, all groups and who is in each
 * (https://developer.okta.com/docs/api/). Whoever is deprovisioned is not among the users.
 */
final class OktaDirectory implements AutoCloseable {
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 2_000;

  private final OktaConnection connection;
  private final OktaPatience patience;
  private final UserApi users;
  private final GroupApi groups;

  /**
   * Asks {@code server}; nothing is asked yet.
   *
   * @param token an API token of Okta's
   * @param beat run before each request, at most 2 minutes after the one before; may end all by
   *     throwing
   */
  OktaDirectory(URI server, String token, DirectoryHosts hosts, Runnable beat) {
    connection = new OktaConnection(server, token, hosts);
    patience = new OktaPatience(server.getHost(), beat);
    users = new UserApi(connection.client());
    groups = new GroupApi(connection.client());
  }

  /**
   * Reads everything.
   *
   * @throws DirectoryFault if any of it cannot be read
   */
  DirectoryContent read() {
    var people =
        all(after -> users.listUsers(null, null, after, PAGE, null, null, null, null)).stream()
            .map(OktaDirectory::person)
            .toList();
    var found = new ArrayList<DirectoryContent.Group>();
    for (var group :
        all(after -> groups.listGroups(null, null, after, PAGE, null, null, null, null))) {
      found.add(group(group));
    }
    return new DirectoryContent(people, found);
  }

  private DirectoryContent.Group group(Group group) {
    var id = needed(group.getId(), "a group without an id");
    var profile = needed(group.getProfile(), "the group " + id + " without a profile");
    var members = all(after -> groups.listGroupUsers(id, after, PAGE));
    return new DirectoryContent.Group(
        id,
        needed(profile.getName(), "the group " + id + " without a name"),
        members.stream()
            .map(each -> needed(each.getId(), "a user without an id"))
            .collect(Collectors.toSet()));
  }

  private <T> List<T> all(Function<String, List<T>> page) {
    var all = new ArrayList<T>();
    String after = null;
    for (int i = 0; i < MOST_PAGES; i++) {
      var from = after;
      var some = needed(patience.ask(() -> page.apply(from)), "no list");
      all.addAll(some);
      after = after(some).orElse(null);
      if (after == null) {
        return all;
      }
    }
    throw new DirectoryFault(
        "Okta's list does not end: it has more than %,d pages".formatted(MOST_PAGES));
  }

  /** The SDK marks this as deprecated, and gives nothing in its place. */
  @SuppressWarnings("deprecation")
  private static Optional<String> after(List<?> page) {
    return page instanceof PagedList<?> paged && paged.hasMoreItems()
        ? Optional.ofNullable(paged.getAfter())
        : Optional.empty();
  }

  private static Person person(User user) {
    var id = needed(user.getId(), "a user without an id");
    var profile = needed(user.getProfile(), "the user " + id + " without a profile");
    return OktaPerson.of(id, profile, standing(user));
  }

  /** Statuses as the Users API names them; a new hire is staged until somebody activates them. */
  private static Standing standing(User user) {
    return switch (user.getStatus()) {
      case ACTIVE, PROVISIONED, PASSWORD_EXPIRED, RECOVERY, LOCKED_OUT -> Standing.ACTIVE;
      case STAGED, SUSPENDED, DEPROVISIONED -> Standing.INACTIVE;
      case UNKNOWN_DEFAULT_OPEN_API -> Standing.UNKNOWN;
      case null -> Standing.UNKNOWN;
    };
  }

  private static <T> T needed(T value, String without) {
    if (value == null) {
      throw new DirectoryFault("Okta's answer has " + without);
    }
    return value;
  }

  @Override
  public void close() {
    connection.close();
  }
}
